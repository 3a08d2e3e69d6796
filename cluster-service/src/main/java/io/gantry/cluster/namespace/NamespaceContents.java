package io.gantry.cluster.namespace;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ListOptions;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.cluster.control.ServedResource;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Deletes what is in a namespace and says what is left. Pods go first, so that nothing runs any
 * longer than what it needs; the other resources side by side, because a namespace that is empty
 * but for the usual few objects shall go at once.
 */
final class NamespaceContents {
  private static final int CONCURRENT = 8;

  /**
   * What is left of one resource.
   *
   * @param finalizers how many of the objects wait for each
   * @param longestGraceSeconds of pods that are still ending; 0 for none
   * @param failure why it could not be deleted; null when it could
   */
  record Rest(
      GroupResource resource,
      int count,
      Map<String, Integer> finalizers,
      long longestGraceSeconds,
      StatusException failure) {}

  private final ApiClient api;

  NamespaceContents(ApiClient api) {
    this.api = api;
  }

  List<Rest> deleteAll(String namespace, List<ServedResource> resources)
      throws InterruptedException {
    List<Rest> rests = new ArrayList<>();
    List<Callable<Rest>> others = new ArrayList<>();
    Semaphore permits = new Semaphore(CONCURRENT);
    for (ServedResource resource : resources) {
      if (!resource.namespaced() || !resource.supports("list", "delete")) {
        continue;
      }
      if (resource.resource().equals(Resources.PODS)) {
        rests.add(delete(namespace, resource));
      } else {
        others.add(
            () -> {
              permits.acquire();
              try {
                return delete(namespace, resource);
              } finally {
                permits.release();
              }
            });
      }
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Rest> future : threads.invokeAll(others)) {
        rests.add(future.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException unexpected
          ? unexpected
          : new IllegalStateException(e.getCause());
    }
    return rests.stream().filter(rest -> rest.count > 0 || rest.failure != null).toList();
  }

  private Rest delete(String namespace, ServedResource resource) {
    try {
      List<ResourceObject> found = list(namespace, resource);
      if (found.isEmpty()) {
        return rest(resource, found);
      }
      if (resource.supports("deletecollection")) {
        api.deleteCollection(
            resource.resource(), namespace, ListOptions.ALL, DeleteOptions.background());
      } else {
        for (ResourceObject object : found) {
          deleteOne(namespace, resource, object);
        }
      }
      return rest(resource, list(namespace, resource));
    } catch (StatusException e) {
      // gone from the API (a custom resource) or not to be deleted: nothing is there then
      if (e.isNotFound() || e.code() == 405) {
        return rest(resource, List.of());
      }
      return new Rest(resource.resource().groupResource(), 0, Map.of(), 0, e);
    }
  }

  private void deleteOne(String namespace, ServedResource resource, ResourceObject object) {
    try {
      api.delete(
          resource.resource(),
          namespace,
          object.name(),
          DeleteOptions.background().onlyUid(object.uid()));
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private List<ResourceObject> list(String namespace, ServedResource resource) {
    return api.list(resource.resource(), namespace, ListOptions.ALL).items();
  }

  private static Rest rest(ServedResource resource, List<ResourceObject> objects) {
    Map<String, Integer> finalizers = new TreeMap<>();
    long grace = 0;
    for (ResourceObject object : objects) {
      var metadata = object.tree().path("metadata");
      Json.texts(metadata, "finalizers").forEach(f -> finalizers.merge(f, 1, Integer::sum));
      grace = Math.max(grace, Json.number(metadata, 0, "deletionGracePeriodSeconds"));
    }
    return new Rest(resource.resource().groupResource(), objects.size(), finalizers, grace, null);
  }
}

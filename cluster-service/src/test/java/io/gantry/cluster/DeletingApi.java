package io.gantry.cluster;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ListOptions;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ApiClients;
import io.gantry.controlruntime.Resources;
import io.gantry.testkit.FakeApi;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API in memory with the parts of deletion that belong to the API server: propagation policies
 * become finalizers, namespaces end when they are finalized.
 */
final class DeletingApi implements ApiClient, ApiClients {
  private final FakeApi api;

  DeletingApi(FakeApi api) {
    this.api = api;
  }

  @Override
  public ApiClient own(String userAgent) {
    return this;
  }

  @Override
  public ApiClient controller(String serviceAccount) {
    return this;
  }

  @Override
  public ResourceObject get(GroupVersionResource resource, String namespace, String name) {
    return api.get(resource, namespace, name);
  }

  @Override
  public Listing list(GroupVersionResource resource, String namespace, ListOptions options) {
    return api.list(resource, namespace, options);
  }

  @Override
  public ResourceObject create(GroupVersionResource resource, String namespace, ObjectNode object) {
    if (resource.equals(Resources.NAMESPACES)) {
      // the fake API knows metadata finalizers only: they stand in for those of the spec
      Json.ensureObject(object, "spec").putArray("finalizers").add("kubernetes");
      Json.ensureObject(object, "metadata").putArray("finalizers").add("kubernetes");
      Json.ensureObject(object, "status").put("phase", "Active");
    }
    return api.create(resource, namespace, object);
  }

  @Override
  public ResourceObject createSubresource(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode object) {
    return api.createSubresource(resource, namespace, name, subresource, object);
  }

  @Override
  public ResourceObject update(
      GroupVersionResource resource, String namespace, String subresource, ObjectNode object) {
    if (subresource.equals("finalize")) {
      ObjectNode finalized = object.deepCopy();
      if (Json.items(finalized, "spec", "finalizers").isEmpty()) {
        Json.ensureObject(finalized, "metadata").remove("finalizers");
      }
      return api.update(resource, namespace, "", finalized);
    }
    return api.update(resource, namespace, subresource, object);
  }

  @Override
  public ResourceObject patch(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      PatchType type,
      JsonNode patch) {
    return api.patch(resource, namespace, name, subresource, type, patch);
  }

  @Override
  public void delete(
      GroupVersionResource resource, String namespace, String name, DeleteOptions options) {
    synchronized (api) {
      DeleteOptions plain = options;
      String finalizer =
          switch (options.propagationPolicy() == null ? "" : options.propagationPolicy()) {
            case "Foreground" -> "foregroundDeletion";
            case "Orphan" -> "orphan";
            default -> "";
          };
      if (!finalizer.isEmpty()) {
        ResourceObject known = api.get(resource, namespace, name);
        List<String> finalizers =
            new ArrayList<>(Json.texts(known.tree(), "metadata", "finalizers"));
        if (!finalizers.contains(finalizer)) {
          finalizers.add(finalizer);
          ObjectNode patch = Json.object();
          ArrayNode list = Json.ensureObject(patch, "metadata").putArray("finalizers");
          finalizers.forEach(list::add);
          ResourceObject marked = api.patch(resource, namespace, name, "", PatchType.MERGE, patch);
          if (options.preconditionResourceVersion() != null
              && options.preconditionResourceVersion().equals(Long.toString(known.revision()))) {
            plain = options.onlyVersion(marked);
          }
        }
      }
      api.delete(resource, namespace, name, plain);
    }
  }

  @Override
  public void deleteCollection(
      GroupVersionResource resource, String namespace, ListOptions options, DeleteOptions how) {
    api.deleteCollection(resource, namespace, options, how);
  }
}

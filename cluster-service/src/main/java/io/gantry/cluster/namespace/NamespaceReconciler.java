package io.gantry.cluster.namespace;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.cluster.control.ResourceCatalog;
import io.gantry.cluster.control.ServedResource;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ends a namespace that is being deleted: deletes its contents, says in conditions what is left,
 * and takes the finalizer {@code kubernetes} away once nothing is.
 *
 * <p>Objects that end later (a pod in its grace period, an object with finalizers) wake the
 * namespace by their deletion; the requeue is for what was missed.
 */
public final class NamespaceReconciler implements Reconciler<String> {
  private static final String FINALIZER = "kubernetes";
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final ApiClient api;
  private final ResourceCatalog catalog;
  private final NamespaceContents contents;
  private final InstantSource clock;

  public NamespaceReconciler(ApiClient api, ResourceCatalog catalog, InstantSource clock) {
    this.api = api;
    this.catalog = catalog;
    this.contents = new NamespaceContents(api);
    this.clock = clock;
  }

  @Override
  public Outcome reconcile(String name) throws InterruptedException {
    ResourceObject namespace;
    try {
      namespace = api.get(Resources.NAMESPACES, "", name);
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return Outcome.DONE;
      }
      throw e;
    }
    if (!namespace.deleting()) {
      return Outcome.DONE;
    }
    ObjectNode tree = namespace.tree();
    List<String> finalizers = Json.texts(tree, "spec", "finalizers");
    if (!finalizers.contains(FINALIZER)) {
      return end(namespace, finalizers);
    }
    try {
      return empty(namespace.name(), tree);
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return Outcome.DONE;
      }
      throw e;
    }
  }

  /** Normally the last finalizer takes the namespace with it; this is for one that stayed. */
  private Outcome end(ResourceObject namespace, List<String> finalizers) {
    if (finalizers.isEmpty() && Json.items(namespace.tree(), "metadata", "finalizers").isEmpty()) {
      try {
        api.delete(
            Resources.NAMESPACES,
            "",
            namespace.name(),
            DeleteOptions.background().onlyUid(namespace.uid()));
      } catch (StatusException e) {
        if (!e.isNotFound() && !e.isConflict()) {
          throw e;
        }
      }
    }
    return Outcome.DONE;
  }

  private Outcome empty(String name, ObjectNode tree) throws InterruptedException {
    ObjectNode current = terminating(tree);
    List<ServedResource> resources;
    try {
      resources = catalog.resources();
    } catch (RuntimeException e) {
      // without the list nothing can be said to be empty
      writeConditions(current, String.valueOf(e.getMessage()), List.of());
      throw e;
    }
    List<NamespaceContents.Rest> rests = contents.deleteAll(name, resources);
    current = writeConditions(current, null, rests);
    if (!rests.isEmpty()) {
      for (NamespaceContents.Rest rest : rests) {
        if (rest.failure() != null) {
          throw rest.failure();
        }
      }
      return Outcome.requeueAfter(pause(rests));
    }
    ArrayNode finalizers = Json.array();
    for (JsonNode finalizer : Json.items(current, "spec", "finalizers")) {
      if (!finalizer.stringValue().equals(FINALIZER)) {
        finalizers.add(finalizer);
      }
    }
    Json.ensureObject(current, "spec").set("finalizers", finalizers);
    api.update(Resources.NAMESPACES, "", "finalize", current);
    return Outcome.DONE;
  }

  private ObjectNode terminating(ObjectNode tree) {
    if (Json.text(tree, "status", "phase").equals("Terminating")) {
      return tree;
    }
    Json.ensureObject(tree, "status").put("phase", "Terminating");
    return api.update(Resources.NAMESPACES, "", "status", tree).tree();
  }

  private ObjectNode writeConditions(
      ObjectNode tree, String discoveryFailure, List<NamespaceContents.Rest> rests) {
    if (!NamespaceConditions.write(tree, discoveryFailure, rests, clock.instant())) {
      return tree;
    }
    return api.update(Resources.NAMESPACES, "", "status", tree).tree();
  }

  private static Duration pause(List<NamespaceContents.Rest> rests) {
    long grace =
        rests.stream().mapToLong(NamespaceContents.Rest::longestGraceSeconds).max().orElse(0);
    Duration half = Duration.ofSeconds(grace / 2 + 1);
    return half.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : half;
  }
}

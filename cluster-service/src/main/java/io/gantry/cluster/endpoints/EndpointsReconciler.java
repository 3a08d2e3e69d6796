package io.gantry.cluster.endpoints;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.cluster.control.Namespaces;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.Times;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the Endpoints of a Service, which have its name. */
public final class EndpointsReconciler implements Reconciler<ObjectKey> {
  static final String HEADLESS = "service.kubernetes.io/headless";
  public static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";
  private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

  private final ApiClient api;
  private final Informer<ServiceView> services;
  private final Informer<BackendPod> pods;
  private final Informer<ResourceObject> endpoints;
  private final InstantSource clock;

  public EndpointsReconciler(
      ApiClient api,
      Informer<ServiceView> services,
      Informer<BackendPod> pods,
      Informer<ResourceObject> endpoints,
      InstantSource clock) {
    this.api = api;
    this.services = services;
    this.pods = pods;
    this.endpoints = endpoints;
    this.clock = clock;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Optional<ServiceView> service = services.get(key);
    if (service.isEmpty()) {
      removeLeftover(key);
      return Outcome.DONE;
    }
    if (!service.get().selects()) {
      return Outcome.DONE;
    }
    try {
      write(service.get(), endpoints.get(key.namespace(), key.name()));
    } catch (StatusException e) {
      if (!Namespaces.ending(e)) {
        throw e;
      }
    }
    return Outcome.DONE;
  }

  /** Those of a Service that went; hand-made ones without any Service are never in the queue. */
  private void removeLeftover(ObjectKey key) {
    if (endpoints.get(key.namespace(), key.name()).isEmpty()) {
      return;
    }
    try {
      api.delete(Resources.ENDPOINTS, key.namespace(), key.name(), DeleteOptions.background());
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private void write(ServiceView service, Optional<ResourceObject> known) {
    String namespace = service.object().namespace();
    List<BackendPod> backends =
        pods.inNamespace(namespace).stream().filter(service::matches).toList();
    EndpointsPlanner.Result planned = EndpointsPlanner.plan(service, backends);
    Map<String, String> labels = new TreeMap<>(service.object().labels());
    if (service.headless()) {
      labels.put(HEADLESS, "");
    } else {
      labels.remove(HEADLESS);
    }
    ObjectNode tree = known.map(ResourceObject::tree).orElseGet(Json::object);
    String capacity = planned.truncated() ? "truncated" : "";
    if (known.isPresent()
        && sameSubsets(tree, planned)
        && known.get().labels().equals(labels)
        && Json.text(tree, "metadata", "annotations", OVER_CAPACITY).equals(capacity)) {
      return;
    }
    tree.put("apiVersion", "v1").put("kind", "Endpoints");
    ObjectNode metadata = Json.ensureObject(tree, "metadata");
    metadata.put("name", service.name()).put("namespace", namespace);
    if (labels.isEmpty()) {
      metadata.remove("labels");
    } else {
      metadata.set("labels", Json.stringMap(labels));
    }
    ObjectNode annotations = Json.ensureObject(metadata, "annotations");
    annotations.put(TRIGGER_TIME, Times.text(clock.instant()));
    if (capacity.isEmpty()) {
      annotations.remove(OVER_CAPACITY);
    } else {
      annotations.put(OVER_CAPACITY, capacity);
    }
    if (planned.subsets().isEmpty()) {
      tree.remove("subsets");
    } else {
      tree.set("subsets", planned.subsets());
    }
    endpoints.wrote(
        known.isPresent()
            ? api.update(Resources.ENDPOINTS, namespace, "", tree)
            : api.create(Resources.ENDPOINTS, namespace, tree));
  }

  private static boolean sameSubsets(ObjectNode tree, EndpointsPlanner.Result planned) {
    JsonNode present = Json.at(tree, "subsets");
    JsonNode normal = present == null ? Json.array() : present;
    // once through the writer: an int and a long of one value are the same JSON
    return Json.string(normal).equals(Json.string(planned.subsets()))
        || Json.parse(Json.string(normal)).equals(Json.parse(Json.string(planned.subsets())));
  }
}

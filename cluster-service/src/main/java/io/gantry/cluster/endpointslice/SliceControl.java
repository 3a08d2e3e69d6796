package io.gantry.cluster.endpointslice;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Times;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Writes the slices of one object (a Service, or Endpoints that are mirrored). */
final class SliceControl {
  static final GroupVersionResource SLICES =
      new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");
  static final String SERVICE_NAME = "kubernetes.io/service-name";
  static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

  private final ApiClient api;
  private final Informer<ResourceObject> slices;
  private final String manager;
  private final InstantSource clock;

  /**
   * @param slices with the index {@code service}
   * @param manager value of the label that says whose the slices are
   */
  SliceControl(
      ApiClient api, Informer<ResourceObject> slices, String manager, InstantSource clock) {
    this.api = api;
    this.slices = slices;
    this.manager = manager;
    this.clock = clock;
  }

  /** Our slices for a Service, by name. */
  Map<String, ObjectNode> present(String namespace, String service) {
    Map<String, ObjectNode> present = new TreeMap<>();
    for (ResourceObject slice : slices.indexed("service", namespace + "/" + service)) {
      if (!slice.deleting() && manager.equals(slice.labels().get(MANAGED_BY))) {
        present.put(slice.name(), slice.tree());
      }
    }
    return present;
  }

  void deleteAll(String namespace, String service) {
    present(namespace, service).keySet().forEach(name -> delete(namespace, name));
  }

  /**
   * @param labels the owner's, to be copied
   */
  void carryOut(
      SlicePlanner.Plan plan,
      Map<String, ObjectNode> present,
      ResourceObject owner,
      GroupVersionKind ownerKind,
      Map<String, String> labels) {
    Map<String, String> wanted = new TreeMap<>(labels);
    wanted.put(SERVICE_NAME, owner.name());
    wanted.put(MANAGED_BY, manager);
    Map<String, ObjectNode> relabel = new LinkedHashMap<>(present);
    plan.delete().forEach(relabel::remove);
    for (SlicePlanner.Slice slice : plan.write()) {
      ObjectNode known = relabel.remove(slice.name());
      if (known == null) {
        create(slice, owner, ownerKind, wanted);
      } else {
        fill(known, slice);
        update(known, wanted);
      }
    }
    for (ObjectNode known : relabel.values()) {
      if (!Json.map(known, "metadata", "labels").equals(wanted)) {
        update(known, wanted);
      }
    }
    plan.delete().forEach(name -> delete(owner.namespace(), name));
  }

  private void create(
      SlicePlanner.Slice slice,
      ResourceObject owner,
      GroupVersionKind ownerKind,
      Map<String, String> labels) {
    ObjectNode tree = Json.object();
    tree.put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("generateName", owner.name() + "-").put("namespace", owner.namespace());
    metadata.set("labels", Json.stringMap(labels));
    metadata.putObject("annotations").put(TRIGGER_TIME, Times.text(clock.instant()));
    metadata
        .putArray("ownerReferences")
        .add(OwnerReference.controllerOf(ownerKind, owner).toJson());
    tree.put("addressType", slice.addressType());
    fill(tree, slice);
    slices.wrote(api.create(SLICES, owner.namespace(), tree));
  }

  private static void fill(ObjectNode tree, SlicePlanner.Slice slice) {
    tree.set("endpoints", Json.array().addAll(slice.endpoints()));
    tree.set("ports", slice.ports() == null ? Json.array() : slice.ports());
  }

  private void update(ObjectNode tree, Map<String, String> labels) {
    ObjectNode metadata = Json.ensureObject(tree, "metadata");
    metadata.set("labels", Json.stringMap(labels));
    Json.ensureObject(metadata, "annotations").put(TRIGGER_TIME, Times.text(clock.instant()));
    slices.wrote(api.update(SLICES, Json.text(metadata, "namespace"), "", tree));
  }

  private void delete(String namespace, String name) {
    try {
      api.delete(SLICES, namespace, name, DeleteOptions.background());
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  /** For the index {@code service}. */
  static List<String> serviceOf(ResourceObject slice) {
    String service = slice.labels().get(SERVICE_NAME);
    return service == null ? List.of() : List.of(slice.namespace() + "/" + service);
  }
}

package io.gantry.replication.workload;

import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Claimable;
import io.gantry.controlruntime.ControllerRefs;
import io.gantry.controlruntime.ObjectReference;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.Times;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * A ReplicaSet or a ReplicationController: the two differ in kind and in how they write the
 * selector, not in what they do.
 *
 * @param object the whole, for writing back
 * @param replicas {@code spec.replicas}
 */
public record ReplicaSet(
    Flavor flavor,
    ResourceObject object,
    Instant created,
    long generation,
    Map<String, String> annotations,
    int replicas,
    int minReadySeconds,
    LabelSelector selector,
    Map<String, String> templateLabels,
    ReplicaSetStatus status)
    implements Claimable, PodKeeper {
  /** The two kinds that keep a number of pods. */
  public enum Flavor {
    REPLICA_SET(Resources.REPLICA_SETS, Resources.REPLICA_SET, "replicaset-controller"),
    REPLICATION_CONTROLLER(
        Resources.REPLICATION_CONTROLLERS,
        Resources.REPLICATION_CONTROLLER,
        "replication-controller");

    private final GroupVersionResource resource;
    private final GroupVersionKind kind;
    private final String controllerName;

    Flavor(GroupVersionResource resource, GroupVersionKind kind, String controllerName) {
      this.resource = resource;
      this.kind = kind;
      this.controllerName = controllerName;
    }

    public GroupVersionResource resource() {
      return resource;
    }

    public GroupVersionKind kind() {
      return kind;
    }

    /** The name of its ServiceAccount and of the source of its events. */
    public String controllerName() {
      return controllerName;
    }

    public ReplicaSet view(ResourceObject object) {
      return ReplicaSet.of(this, object);
    }
  }

  private static ReplicaSet of(Flavor flavor, ResourceObject object) {
    ObjectNode tree = object.tree();
    LabelSelector selector =
        flavor == Flavor.REPLICA_SET
            ? LabelSelector.ofOrNothing(Json.at(tree, "spec", "selector"))
            : mapSelector(tree);
    return new ReplicaSet(
        flavor,
        object,
        Times.at(tree, "metadata", "creationTimestamp"),
        Json.number(tree, 0, "metadata", "generation"),
        Json.map(tree, "metadata", "annotations"),
        Json.integer(tree, 1, "spec", "replicas"),
        Json.integer(tree, 0, "spec", "minReadySeconds"),
        selector,
        Json.map(tree, "spec", "template", "metadata", "labels"),
        ReplicaSetStatus.of(tree));
  }

  /** An empty selector of a ReplicationController selects nothing. */
  private static LabelSelector mapSelector(ObjectNode tree) {
    return Json.map(tree, "spec", "selector").isEmpty()
        ? LabelSelector.nothing()
        : LabelSelector.exact(Json.at(tree, "spec", "selector"));
  }

  @Override
  public ObjectKey key() {
    return object.key();
  }

  @Override
  public String uid() {
    return object.uid();
  }

  @Override
  public Map<String, String> labels() {
    return object.labels();
  }

  @Override
  public Optional<OwnerReference> controller() {
    return object.controller();
  }

  @Override
  public boolean deleting() {
    return object.deleting();
  }

  public String name() {
    return key().name();
  }

  public String namespace() {
    return key().namespace();
  }

  public ObjectNode template() {
    return (ObjectNode) Json.at(object.tree(), "spec", "template");
  }

  public ReplicaSet withReplicas(int count) {
    return new ReplicaSet(
        flavor,
        object,
        created,
        generation,
        annotations,
        count,
        minReadySeconds,
        selector,
        templateLabels,
        status);
  }

  public ReplicaSet withMinReadySeconds(int seconds) {
    return new ReplicaSet(
        flavor,
        object,
        created,
        generation,
        annotations,
        replicas,
        seconds,
        selector,
        templateLabels,
        status);
  }

  public ReplicaSet withAnnotations(Map<String, String> changed) {
    return new ReplicaSet(
        flavor,
        object,
        created,
        generation,
        new TreeMap<>(changed),
        replicas,
        minReadySeconds,
        selector,
        templateLabels,
        status);
  }

  public ControllerRefs.Owner asOwner() {
    return new ControllerRefs.Owner(
        flavor.resource(), flavor.kind(), namespace(), name(), uid(), deleting());
  }

  public ObjectReference reference() {
    return ObjectReference.to(flavor.kind(), object);
  }
}

package io.gantry.replication.workload;

import io.gantry.apimodel.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The status of a ReplicaSet or ReplicationController. */
public record ReplicaSetStatus(
    int replicas,
    int fullyLabeled,
    int ready,
    int available,
    long observedGeneration,
    List<Condition> conditions) {
  public static final ReplicaSetStatus NONE = new ReplicaSetStatus(0, 0, 0, 0, 0, List.of());

  public static ReplicaSetStatus of(ObjectNode tree) {
    return new ReplicaSetStatus(
        Json.integer(tree, 0, "status", "replicas"),
        Json.integer(tree, 0, "status", "fullyLabeledReplicas"),
        Json.integer(tree, 0, "status", "readyReplicas"),
        Json.integer(tree, 0, "status", "availableReplicas"),
        Json.number(tree, 0, "status", "observedGeneration"),
        Condition.list(tree));
  }

  public ReplicaSetStatus observing(long generation) {
    return new ReplicaSetStatus(replicas, fullyLabeled, ready, available, generation, conditions);
  }

  /** Zeros are left out, but for {@code replicas}, as Kubernetes writes it. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("replicas", replicas);
    putPositive(json, "fullyLabeledReplicas", fullyLabeled);
    putPositive(json, "readyReplicas", ready);
    putPositive(json, "availableReplicas", available);
    putPositive(json, "observedGeneration", observedGeneration);
    if (!conditions.isEmpty()) {
      json.set("conditions", Condition.toJson(conditions));
    }
    return json;
  }

  private static void putPositive(ObjectNode json, String field, long value) {
    if (value > 0) {
      json.put(field, value);
    }
  }
}

package io.gantry.replication.deployment;

import io.gantry.apimodel.Json;
import io.gantry.replication.workload.Condition;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Deployment's status.
 *
 * @param collisionCount how often a ReplicaSet's name was taken; null for never
 */
public record DeploymentStatus(
    long observedGeneration,
    int replicas,
    int updated,
    int ready,
    int available,
    int unavailable,
    Integer collisionCount,
    List<Condition> conditions) {
  static DeploymentStatus of(ObjectNode tree) {
    return new DeploymentStatus(
        Json.number(tree, 0, "status", "observedGeneration"),
        Json.integer(tree, 0, "status", "replicas"),
        Json.integer(tree, 0, "status", "updatedReplicas"),
        Json.integer(tree, 0, "status", "readyReplicas"),
        Json.integer(tree, 0, "status", "availableReplicas"),
        Json.integer(tree, 0, "status", "unavailableReplicas"),
        Json.has(tree, "status", "collisionCount")
            ? Integer.valueOf(Json.integer(tree, 0, "status", "collisionCount"))
            : null,
        Condition.list(tree));
  }

  DeploymentStatus with(List<Condition> changed) {
    return new DeploymentStatus(
        observedGeneration,
        replicas,
        updated,
        ready,
        available,
        unavailable,
        collisionCount,
        List.copyOf(changed));
  }

  DeploymentStatus observing(long generation) {
    return new DeploymentStatus(
        generation, replicas, updated, ready, available, unavailable, collisionCount, conditions);
  }

  DeploymentStatus withOneMoreCollision() {
    return new DeploymentStatus(
        observedGeneration,
        replicas,
        updated,
        ready,
        available,
        unavailable,
        collisionCount == null ? 1 : collisionCount + 1,
        conditions);
  }

  /** Zeros are left out, as Kubernetes writes it. */
  ObjectNode toJson() {
    ObjectNode json = Json.object();
    putPositive(json, "observedGeneration", observedGeneration);
    putPositive(json, "replicas", replicas);
    putPositive(json, "updatedReplicas", updated);
    putPositive(json, "readyReplicas", ready);
    putPositive(json, "availableReplicas", available);
    putPositive(json, "unavailableReplicas", unavailable);
    if (!conditions.isEmpty()) {
      json.set("conditions", Condition.toJson(conditions));
    }
    if (collisionCount != null) {
      json.put("collisionCount", collisionCount);
    }
    return json;
  }

  private static void putPositive(ObjectNode json, String field, long value) {
    if (value > 0) {
      json.put(field, value);
    }
  }
}

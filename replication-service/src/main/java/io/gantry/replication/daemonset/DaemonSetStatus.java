package io.gantry.replication.daemonset;

import io.gantry.apimodel.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A DaemonSet's status; all numbers count nodes. */
record DaemonSetStatus(
    int current,
    int misscheduled,
    int desired,
    int ready,
    long observedGeneration,
    int updated,
    int available,
    int unavailable) {
  static DaemonSetStatus of(ObjectNode tree) {
    JsonNode status = Json.at(tree, "status");
    return new DaemonSetStatus(
        Json.integer(status, 0, "currentNumberScheduled"),
        Json.integer(status, 0, "numberMisscheduled"),
        Json.integer(status, 0, "desiredNumberScheduled"),
        Json.integer(status, 0, "numberReady"),
        Json.number(status, 0, "observedGeneration"),
        Json.integer(status, 0, "updatedNumberScheduled"),
        Json.integer(status, 0, "numberAvailable"),
        Json.integer(status, 0, "numberUnavailable"));
  }

  DaemonSetStatus observing(long generation) {
    return new DaemonSetStatus(
        current, misscheduled, desired, ready, generation, updated, available, unavailable);
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("currentNumberScheduled", current);
    json.put("numberMisscheduled", misscheduled);
    json.put("desiredNumberScheduled", desired);
    json.put("numberReady", ready);
    putPositive(json, "observedGeneration", observedGeneration);
    putPositive(json, "updatedNumberScheduled", updated);
    putPositive(json, "numberAvailable", available);
    putPositive(json, "numberUnavailable", unavailable);
    return json;
  }

  private static void putPositive(ObjectNode json, String field, long value) {
    if (value > 0) {
      json.put(field, value);
    }
  }
}

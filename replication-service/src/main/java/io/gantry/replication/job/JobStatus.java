package io.gantry.replication.job;

import io.gantry.apimodel.Json;
import io.gantry.controlruntime.Times;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Job's status.
 *
 * @param started null until it has
 * @param completed null until all succeeded
 * @param uncountedSucceeded uids of pods that have ended, still hold their finalizer and are not in
 *     the counts
 */
record JobStatus(
    List<JobCondition> conditions,
    Instant started,
    Instant completed,
    int active,
    int ready,
    int terminating,
    int succeeded,
    int failed,
    Indexes completedIndexes,
    Set<String> uncountedSucceeded,
    Set<String> uncountedFailed) {
  /** One of a Job's conditions, which have a probe time where others have an update time. */
  record JobCondition(String type, String status, Instant at, String reason, String message) {}

  static JobStatus of(ObjectNode tree) {
    JsonNode status = Json.at(tree, "status");
    return new JobStatus(
        Json.items(status, "conditions").stream()
            .map(
                c ->
                    new JobCondition(
                        Json.text(c, "type"),
                        Json.text(c, "status"),
                        Times.at(c, "lastTransitionTime"),
                        Json.text(c, "reason"),
                        Json.text(c, "message")))
            .toList(),
        Times.at(status, "startTime"),
        Times.at(status, "completionTime"),
        Json.integer(status, 0, "active"),
        Json.integer(status, 0, "ready"),
        Json.integer(status, 0, "terminating"),
        Json.integer(status, 0, "succeeded"),
        Json.integer(status, 0, "failed"),
        Indexes.parse(Json.text(status, "completedIndexes")),
        new TreeSet<>(Json.texts(status, "uncountedTerminatedPods", "succeeded")),
        new TreeSet<>(Json.texts(status, "uncountedTerminatedPods", "failed")));
  }

  Optional<JobCondition> isTrue(String type) {
    return conditions.stream()
        .filter(c -> c.type.equals(type) && c.status.equals("True"))
        .findFirst();
  }

  /** Complete or failed, for good. */
  boolean finished() {
    return isTrue("Complete").isPresent() || isTrue("Failed").isPresent();
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    if (!conditions.isEmpty()) {
      ArrayNode list = json.putArray("conditions");
      for (JobCondition condition : conditions) {
        list.addObject()
            .put("type", condition.type)
            .put("status", condition.status)
            .put("lastProbeTime", Times.text(condition.at))
            .put("lastTransitionTime", Times.text(condition.at))
            .put("reason", condition.reason)
            .put("message", condition.message);
      }
    }
    if (started != null) {
      json.put("startTime", Times.text(started));
    }
    if (completed != null) {
      json.put("completionTime", Times.text(completed));
    }
    putPositive(json, "active", active);
    putPositive(json, "succeeded", succeeded);
    putPositive(json, "failed", failed);
    json.put("terminating", terminating);
    json.put("ready", ready);
    if (!completedIndexes.isEmpty()) {
      json.put("completedIndexes", completedIndexes.toString());
    }
    ObjectNode uncounted = json.putObject("uncountedTerminatedPods");
    putUids(uncounted, "succeeded", uncountedSucceeded);
    putUids(uncounted, "failed", uncountedFailed);
    return json;
  }

  private static void putPositive(ObjectNode json, String field, int value) {
    if (value > 0) {
      json.put(field, value);
    }
  }

  private static void putUids(ObjectNode json, String field, Collection<String> uids) {
    if (!uids.isEmpty()) {
      ArrayNode list = json.putArray(field);
      uids.forEach(list::add);
    }
  }
}

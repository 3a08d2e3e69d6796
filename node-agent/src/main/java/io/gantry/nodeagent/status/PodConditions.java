package io.gantry.nodeagent.status;

import io.gantry.apimodel.Json;
import io.gantry.controlruntime.Times;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The pod's conditions in the kubelet's order; those of others are carried along. */
final class PodConditions {
  /** What a pod's sandbox changes in its conditions. */
  static final String SANDBOX = "PodReadyToStartContainers";

  private static final Set<String> OWN =
      Set.of(SANDBOX, "Initialized", "Ready", "ContainersReady", "PodScheduled");

  private final PodView pod;
  private final JsonNode previous;
  private final String phase;
  private final Map<String, ObjectNode> statuses;
  private final Instant now;

  PodConditions(
      PodView pod, JsonNode previous, String phase, Map<String, ObjectNode> statuses, Instant now) {
    this.pod = pod;
    this.previous = previous;
    this.phase = phase;
    this.statuses = statuses;
    this.now = now;
  }

  private record Answer(boolean holds, String reason, String message) {
    static final Answer YES = new Answer(true, "", "");
  }

  ArrayNode conditions(boolean sandboxReady) {
    Answer containers = containersReady();
    ArrayNode conditions = Json.array();
    conditions.add(condition(SANDBOX, new Answer(sandboxReady, "", "")));
    conditions.add(condition("Initialized", initialized()));
    conditions.add(condition("Ready", ready(containers)));
    conditions.add(condition("ContainersReady", containers));
    conditions.add(condition("PodScheduled", Answer.YES));
    for (JsonNode other : Json.items(pod.status(), "conditions")) {
      if (!OWN.contains(Json.text(other, "type"))) {
        conditions.add(other.deepCopy());
      }
    }
    return conditions;
  }

  /** Replaces the conditions of others in {@code status} by those in {@code newest}. */
  static void takeOthers(ObjectNode status, JsonNode newest) {
    ArrayNode merged = Json.array();
    for (JsonNode condition : Json.items(status, "conditions")) {
      if (OWN.contains(Json.text(condition, "type"))) {
        merged.add(condition);
      }
    }
    for (JsonNode condition : Json.items(newest, "conditions")) {
      if (!OWN.contains(Json.text(condition, "type"))) {
        merged.add(condition.deepCopy());
      }
    }
    status.set("conditions", merged);
  }

  private Answer initialized() {
    List<String> incomplete = new ArrayList<>();
    for (ContainerView container : pod.initContainers()) {
      ObjectNode status = statuses.get(container.name());
      boolean done =
          container.sidecar()
              ? Json.bool(status, false, "started") || Json.has(status, "state", "terminated")
              : Json.integer(status, 1, "state", "terminated", "exitCode") == 0;
      if (!done) {
        incomplete.add(container.name());
      }
    }
    if (phase.equals("Succeeded")) {
      return new Answer(true, "PodCompleted", "");
    }
    boolean begun =
        pod.containers().stream()
            .anyMatch(container -> Json.has(statuses.get(container.name()), "containerID"));
    if (incomplete.isEmpty() || begun) {
      return Answer.YES;
    }
    return new Answer(
        false,
        "ContainersNotInitialized",
        "containers with incomplete status: [" + String.join(" ", incomplete) + "]");
  }

  private Answer containersReady() {
    if (phase.equals("Succeeded")) {
      return new Answer(false, "PodCompleted", "");
    }
    if (phase.equals("Failed")) {
      return new Answer(false, "PodFailed", "");
    }
    List<String> unready = new ArrayList<>();
    for (ContainerView container : pod.allContainers()) {
      boolean counts = container.sidecar() || pod.containers().contains(container);
      if (counts && !Json.bool(statuses.get(container.name()), false, "ready")) {
        unready.add(container.name());
      }
    }
    return unready.isEmpty()
        ? Answer.YES
        : new Answer(
            false,
            "ContainersNotReady",
            "containers with unready status: [" + String.join(" ", unready) + "]");
  }

  /** Readiness gates are conditions that somebody else sets. */
  private Answer ready(Answer containers) {
    if (!containers.holds) {
      return containers;
    }
    List<String> missing = new ArrayList<>();
    for (JsonNode gate : Json.items(pod.spec(), "readinessGates")) {
      String type = Json.text(gate, "conditionType");
      JsonNode set = find(pod.status(), type);
      if (set == null) {
        missing.add(
            "corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
      } else if (!Json.text(set, "status").equals("True")) {
        missing.add(
            "the status of pod readiness gate \""
                + type
                + "\" is not \"True\", but "
                + Json.text(set, "status"));
      }
    }
    return missing.isEmpty()
        ? Answer.YES
        : new Answer(false, "ReadinessGatesNotReady", String.join(", ", missing));
  }

  private ObjectNode condition(String type, Answer answer) {
    ObjectNode condition = Json.object();
    String status = answer.holds ? "True" : "False";
    condition.put("type", type).put("status", status);
    condition.putNull("lastProbeTime");
    JsonNode before = find(previous, type);
    boolean unchanged = before != null && Json.text(before, "status").equals(status);
    String since = unchanged ? Json.text(before, "lastTransitionTime") : "";
    condition.put("lastTransitionTime", since.isEmpty() ? Times.text(now) : since);
    if (!answer.reason.isEmpty()) {
      condition.put("reason", answer.reason);
    }
    if (!answer.message.isEmpty()) {
      condition.put("message", answer.message);
    }
    return condition;
  }

  private static JsonNode find(JsonNode status, String type) {
    return Json.items(status, "conditions").stream()
        .filter(condition -> Json.text(condition, "type").equals(type))
        .findFirst()
        .orElse(null);
  }
}

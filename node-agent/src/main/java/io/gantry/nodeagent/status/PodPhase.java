package io.gantry.nodeagent.status;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodView;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The pod's phase out of its containers' statuses; the rules are the kubelet's. */
final class PodPhase {
  private PodPhase() {}

  /**
   * @param statuses of all containers by name
   * @param ended the pod is to end and nothing of it runs any more
   */
  static String of(PodView pod, Map<String, ObjectNode> statuses, boolean ended) {
    boolean always = pod.restartPolicy().equals("Always");
    boolean never = pod.restartPolicy().equals("Never");
    int pendingInit = 0;
    int failedInit = 0;
    for (ContainerView container : pod.initContainers()) {
      ObjectNode status = statuses.get(container.name());
      if (container.sidecar()) {
        if (!Json.bool(status, false, "started") && !Json.has(status, "state", "terminated")) {
          pendingInit++;
        }
        continue;
      }
      JsonNode ended0 = lastEnd(status);
      if (Json.has(status, "state", "running")) {
        pendingInit++;
      } else if (ended0 != null) {
        if (Json.integer(ended0, 0, "exitCode") != 0) {
          failedInit++;
        }
      } else {
        pendingInit++;
      }
    }
    int running = 0;
    int waiting = 0;
    int stopped = 0;
    int succeeded = 0;
    for (ContainerView container : pod.containers()) {
      ObjectNode status = statuses.get(container.name());
      if (Json.has(status, "state", "running")) {
        running++;
      } else if (Json.has(status, "state", "terminated")) {
        stopped++;
        if (Json.integer(status, 1, "state", "terminated", "exitCode") == 0) {
          succeeded++;
        }
      } else if (Json.has(status, "lastState", "terminated")) {
        stopped++;
      } else {
        waiting++;
      }
    }
    if (failedInit > 0 && never) {
      return "Failed";
    }
    boolean begun = running + stopped > 0;
    if (ended && !begun) {
      return "Failed";
    }
    if (pendingInit > 0 && !begun || failedInit > 0 && !begun) {
      return "Pending";
    }
    if (waiting > 0 && !ended) {
      return "Pending";
    }
    if (running > 0) {
      return "Running";
    }
    if (ended) {
      return stopped > 0 && stopped == succeeded && waiting == 0 ? "Succeeded" : "Failed";
    }
    if (always) {
      return "Running";
    }
    if (stopped == succeeded) {
      return "Succeeded";
    }
    return never ? "Failed" : "Running";
  }

  /** How the container ended last; a waiting one may have ended before. */
  private static JsonNode lastEnd(ObjectNode status) {
    JsonNode ended = Json.at(status, "state", "terminated");
    return ended != null ? ended : Json.at(status, "lastState", "terminated");
  }

  static boolean terminal(String phase) {
    return List.of("Succeeded", "Failed").contains(phase);
  }
}

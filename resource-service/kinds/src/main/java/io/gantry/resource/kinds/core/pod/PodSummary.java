package io.gantry.resource.kinds.core.pod;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * How a pod is doing, in a word and three numbers.
 *
 * @param total containers and sidecars
 * @param restarts of what counts now: of init containers while they run, of containers and sidecars
 *     afterwards
 * @param lastRestart null where none is known
 */
record PodSummary(int ready, int total, String reason, int restarts, Instant lastRestart) {
  static PodSummary of(JsonNode pod) {
    return new Reading(pod).summary();
  }

  /** Reads one pod from front to end. */
  private static final class Reading {
    private final JsonNode pod;
    private String reason;
    private int ready;
    private int total;
    private int restarts;
    private Instant lastRestart;
    private int sidecarRestarts;
    private Instant lastSidecarRestart;

    Reading(JsonNode pod) {
      this.pod = pod;
    }

    PodSummary summary() {
      String phase = Json.text(pod, "status", "phase");
      reason = Texts.textOr(phase, pod, "status", "reason");
      total = Json.items(pod, "spec", "containers").size();
      for (JsonNode condition : Json.items(pod, "status", "conditions")) {
        if (Json.text(condition, "type").equals("PodScheduled")
            && Json.text(condition, "reason").equals("SchedulingGated")) {
          reason = "SchedulingGated";
        }
      }
      boolean initializing = initContainers();
      if (!initializing || Texts.condition(pod, "Initialized", "True")) {
        containers();
      }
      if (Json.has(pod, "metadata", "deletionTimestamp")) {
        if (Json.text(pod, "status", "reason").equals("NodeLost")) {
          reason = "Unknown";
        } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
          reason = "Terminating";
        }
      }
      return new PodSummary(ready, total, reason, restarts, lastRestart);
    }

    /** Whether some init container has yet to succeed; it says the reason. */
    private boolean initContainers() {
      Set<String> sidecars = new HashSet<>();
      List<JsonNode> specs = Json.items(pod, "spec", "initContainers");
      for (JsonNode spec : specs) {
        if (Json.text(spec, "restartPolicy").equals("Always")) {
          sidecars.add(Json.text(spec, "name"));
          total++;
        }
      }
      List<JsonNode> statuses = Json.items(pod, "status", "initContainerStatuses");
      for (int i = 0; i < statuses.size(); i++) {
        JsonNode status = statuses.get(i);
        boolean sidecar = sidecars.contains(Json.text(status, "name"));
        countRestarts(status);
        if (sidecar) {
          sidecarRestarts += Json.integer(status, 0, "restartCount");
          lastSidecarRestart = later(lastSidecarRestart, lastEnd(status));
        }
        JsonNode ended = Json.at(status, "state", "terminated");
        if (ended != null && Json.integer(ended, 0, "exitCode") == 0) {
          continue;
        }
        if (sidecar && Json.bool(status, false, "started")) {
          if (Json.bool(status, false, "ready")) {
            ready++;
          }
          continue;
        }
        String waiting = Json.text(status, "state", "waiting", "reason");
        if (ended != null) {
          reason = "Init:" + howEnded(ended);
        } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
          reason = "Init:" + waiting;
        } else {
          reason = "Init:" + i + "/" + specs.size();
        }
        return true;
      }
      return false;
    }

    private void containers() {
      restarts = sidecarRestarts;
      lastRestart = lastSidecarRestart;
      boolean running = false;
      for (JsonNode status : Json.items(pod, "status", "containerStatuses").reversed()) {
        countRestarts(status);
        String waiting = Json.text(status, "state", "waiting", "reason");
        JsonNode ended = Json.at(status, "state", "terminated");
        if (!waiting.isEmpty()) {
          reason = waiting;
        } else if (ended != null) {
          reason = howEnded(ended);
        } else if (Json.bool(status, false, "ready") && Json.has(status, "state", "running")) {
          running = true;
          ready++;
        }
      }
      if (running && reason.equals("Completed")) {
        reason = Texts.condition(pod, "Ready", "True") ? "Running" : "NotReady";
      }
    }

    private void countRestarts(JsonNode status) {
      restarts += Json.integer(status, 0, "restartCount");
      lastRestart = later(lastRestart, lastEnd(status));
    }

    private static String howEnded(JsonNode ended) {
      String why = Json.text(ended, "reason");
      int signal = Json.integer(ended, 0, "signal");
      if (!why.isEmpty()) {
        return why;
      }
      return signal != 0 ? "Signal:" + signal : "ExitCode:" + Json.integer(ended, 0, "exitCode");
    }

    private static Instant lastEnd(JsonNode status) {
      String end = Json.text(status, "lastState", "terminated", "finishedAt");
      return end.isEmpty() ? null : Instant.parse(end);
    }

    private static Instant later(Instant one, Instant other) {
      return one == null || (other != null && other.isAfter(one)) ? other : one;
    }
  }
}

package io.gantry.nodeagent.status;

import io.gantry.apimodel.Json;
import io.gantry.controlruntime.Times;
import io.gantry.nodeagent.plan.PodPlanner;
import io.gantry.nodeagent.pod.ContainerNote;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.runtime.ContainerKind;
import io.gantry.nodeagent.runtime.ObservedContainer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One container's entry in containerStatuses or initContainerStatuses. */
final class ContainerStatusPlanner {
  private static final int START_ERROR = 128;
  private static final int KILLED = 137;
  private static final String EPOCH = "1970-01-01T00:00:00Z";

  private final StatusInput input;
  private final PodView pod;

  ContainerStatusPlanner(StatusInput input) {
    this.input = input;
    this.pod = input.pod();
  }

  ObjectNode status(ContainerView container) {
    ContainerNote note = input.notes().getOrDefault(container.name(), ContainerNote.NONE);
    List<ObservedContainer> history =
        input.observed().stream()
            .filter(seen -> seen.kind() != ContainerKind.SANDBOX)
            .filter(seen -> seen.container().equals(container.name()))
            .sorted(
                Comparator.comparingInt(ObservedContainer::attempt)
                    .thenComparing(ObservedContainer::createdAt)
                    .reversed())
            .toList();
    JsonNode previous = previous(container);
    ObjectNode status = Json.object();
    ObjectNode state = Json.object();
    ObjectNode last = Json.object();
    if (history.isEmpty()) {
      unseen(container, note, previous, status, state, last);
    } else {
      seen(container, note, history, previous, status, state, last);
    }
    boolean running = Json.has(state, "running");
    boolean completedInit =
        container.kind() == ContainerKind.INIT
            && !container.sidecar()
            && Json.number(state, -1, "terminated", "exitCode") == 0;
    status.put("started", running && note.started());
    status.put(
        "ready",
        completedInit
            || (running && note.started() && note.ready() && container.kind() == ContainerKind.APP)
            || (running && note.started() && note.ready() && container.sidecar()));
    status.set("state", state);
    status.set("lastState", last);
    status.put("name", container.name());
    volumeMounts(container, status);
    return status;
  }

  /** Nothing of it in the engine: not made yet, or removed from under us. */
  private void unseen(
      ContainerView container,
      ContainerNote note,
      JsonNode previous,
      ObjectNode status,
      ObjectNode state,
      ObjectNode last) {
    status.put("image", container.image());
    status.put("imageID", "");
    status.put("restartCount", Json.integer(previous, 0, "restartCount"));
    JsonNode ended = Json.at(previous, "state", "terminated");
    if (ended != null && !PodPlanner.restarts(pod, container, Json.integer(ended, 0, "exitCode"))) {
      state.set("terminated", ended.deepCopy());
      copy(previous, status);
      return;
    }
    if (Json.has(previous, "state", "running") && input.ended()) {
      ObjectNode lost = state.putObject("terminated");
      lost.put("exitCode", KILLED).put("reason", "ContainerStatusUnknown");
      lost.put("message", "The container could not be located when the pod was terminated");
      lost.putNull("startedAt").putNull("finishedAt");
      copy(previous, status);
      return;
    }
    waiting(state, note);
  }

  private static void copy(JsonNode previous, ObjectNode status) {
    for (String field : List.of("image", "imageID", "containerID")) {
      if (Json.has(previous, field)) {
        status.set(field, previous.get(field).deepCopy());
      }
    }
  }

  private void seen(
      ContainerView container,
      ContainerNote note,
      List<ObservedContainer> history,
      JsonNode previous,
      ObjectNode status,
      ObjectNode state,
      ObjectNode last) {
    ObservedContainer now = history.getFirst();
    Optional<ObservedContainer> before =
        history.stream().skip(1).filter(ObservedContainer::exited).findFirst();
    status.put("image", now.image().isEmpty() ? container.image() : now.image());
    status.put("imageID", "docker://" + now.imageId());
    status.put("containerID", "docker://" + now.id());
    status.put("restartCount", Math.max(now.attempt(), Json.integer(previous, 0, "restartCount")));
    switch (now.state()) {
      case CREATED -> {
        waiting(state, note);
        before.ifPresent(old -> last.set("terminated", terminated(old)));
      }
      case RUNNING -> {
        state.putObject("running").put("startedAt", time(now.startedAt()));
        before.ifPresent(old -> last.set("terminated", terminated(old)));
      }
      case EXITED -> {
        boolean again = !input.ended() && PodPlanner.restarts(pod, container, now.exitCode());
        if (again && !note.waitingReason().isEmpty()) {
          waiting(state, note);
          last.set("terminated", terminated(now));
        } else {
          state.set("terminated", terminated(now));
          before.ifPresent(old -> last.set("terminated", terminated(old)));
        }
      }
    }
  }

  private void waiting(ObjectNode state, ContainerNote note) {
    ObjectNode waiting = state.putObject("waiting");
    if (!note.waitingReason().isEmpty()) {
      waiting.put("reason", note.waitingReason());
      if (!note.waitingMessage().isEmpty()) {
        waiting.put("message", note.waitingMessage());
      }
    } else {
      waiting.put(
          "reason", pod.initContainers().isEmpty() ? "ContainerCreating" : "PodInitializing");
    }
  }

  private ObjectNode terminated(ObservedContainer container) {
    ObjectNode terminated = Json.object();
    terminated.put("containerID", "docker://" + container.id());
    if (container.startFailed()) {
      terminated.put("exitCode", START_ERROR).put("reason", "StartError");
      terminated.put("message", container.error());
      terminated.put("startedAt", EPOCH);
      terminated.put("finishedAt", time(container.endedAt()));
      return terminated;
    }
    terminated.put("exitCode", container.exitCode());
    terminated.put("reason", reason(container));
    String message = input.messages().getOrDefault(container.id(), "");
    if (!message.isEmpty()) {
      terminated.put("message", message);
    }
    terminated.put("startedAt", time(container.startedAt()));
    terminated.put("finishedAt", time(container.endedAt()));
    return terminated;
  }

  /** The engine's flag stays up after any out-of-memory kill, so the exit code must agree. */
  private static String reason(ObservedContainer container) {
    if (container.oomKilled() && container.exitCode() == KILLED) {
      return "OOMKilled";
    }
    return container.exitCode() == 0 ? "Completed" : "Error";
  }

  private static String time(Instant time) {
    return time == null ? EPOCH : Times.text(time);
  }

  private JsonNode previous(ContainerView container) {
    String list =
        container.kind() == ContainerKind.INIT ? "initContainerStatuses" : "containerStatuses";
    return Json.items(input.previous(), list).stream()
        .filter(status -> Json.text(status, "name").equals(container.name()))
        .findFirst()
        .orElse(Json.object());
  }

  private static void volumeMounts(ContainerView container, ObjectNode status) {
    List<JsonNode> mounts = Json.items(container.spec(), "volumeMounts");
    if (mounts.isEmpty()) {
      return;
    }
    ArrayNode list = status.putArray("volumeMounts");
    for (JsonNode mount : mounts) {
      ObjectNode entry = list.addObject();
      entry.put("name", Json.text(mount, "name"));
      entry.put("mountPath", Json.text(mount, "mountPath"));
      if (Json.bool(mount, false, "readOnly")) {
        entry.put("readOnly", true);
        entry.put("recursiveReadOnly", "Disabled");
      }
    }
  }
}

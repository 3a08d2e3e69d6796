package io.gantry.nodeagent.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import io.gantry.nodeagent.runtime.ContainerKind;
import io.gantry.nodeagent.runtime.ContainerState;
import io.gantry.nodeagent.runtime.ContainerSummary;
import io.gantry.nodeagent.runtime.Labels;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.PodRef;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** What Docker shows, in the port's words. */
final class DockerObservation {
  private DockerObservation() {}

  static ContainerSummary summary(Container container) {
    Map<String, String> labels = labels(container.getLabels());
    return new ContainerSummary(
        container.getId(), kind(labels), pod(labels), state(container.getState()), labels);
  }

  static ObservedContainer observed(InspectContainerResponse inspect) {
    Map<String, String> labels = labels(inspect.getConfig().getLabels());
    InspectContainerResponse.ContainerState at = inspect.getState();
    ContainerState state = state(at.getStatus());
    long code = at.getExitCodeLong() == null ? 0 : at.getExitCodeLong();
    String error = at.getError() == null ? "" : at.getError();
    // Docker leaves what it could not start "created", with an exit code and the reason.
    boolean startFailed = state == ContainerState.CREATED && (code != 0 || !error.isEmpty());
    return new ObservedContainer(
        inspect.getId(),
        kind(labels),
        pod(labels),
        labels.getOrDefault(Labels.CONTAINER, ""),
        Integer.parseInt(labels.getOrDefault(Labels.ATTEMPT, "0")),
        startFailed ? ContainerState.EXITED : state,
        Objects.requireNonNullElse(inspect.getConfig().getImage(), ""),
        Objects.requireNonNullElse(inspect.getImageId(), ""),
        instant(inspect.getCreated()),
        instant(at.getStartedAt()),
        state == ContainerState.RUNNING ? null : instant(at.getFinishedAt()),
        (int) code,
        startFailed,
        Boolean.TRUE.equals(at.getOOMKilled()),
        error,
        at.getPidLong() == null ? 0 : at.getPidLong(),
        Boolean.TRUE.equals(inspect.getConfig().getTty()),
        labels);
  }

  private static Map<String, String> labels(Map<String, String> labels) {
    return labels == null ? Map.of() : labels;
  }

  private static ContainerKind kind(Map<String, String> labels) {
    return ContainerKind.valueOf(labels.getOrDefault(Labels.KIND, "APP"));
  }

  private static PodRef pod(Map<String, String> labels) {
    return new PodRef(
        labels.getOrDefault(Labels.POD_NAMESPACE, ""),
        labels.getOrDefault(Labels.POD_NAME, ""),
        labels.getOrDefault(Labels.POD_UID, ""));
  }

  static ContainerState state(String docker) {
    return switch (docker == null ? "" : docker) {
      case "created" -> ContainerState.CREATED;
      case "running", "paused", "restarting" -> ContainerState.RUNNING;
      default -> ContainerState.EXITED;
    };
  }

  /** Docker writes "never" as the year 1. */
  private static Instant instant(String text) {
    if (text == null || text.isEmpty() || text.startsWith("0001-")) {
      return null;
    }
    return Instant.parse(text);
  }
}

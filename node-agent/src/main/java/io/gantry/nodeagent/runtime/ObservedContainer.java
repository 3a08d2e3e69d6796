package io.gantry.nodeagent.runtime;

import java.time.Instant;
import java.util.Map;

/**
 * A container as the engine shows it. All that the agent must remember across its own restart is in
 * the labels.
 *
 * @param id the engine's id, 64 hexadecimal digits
 * @param kind from the labels
 * @param container the container's name in the pod; empty for a sandbox
 * @param attempt how often this container (or sandbox) was made before in this pod
 * @param startedAt null when it never ran
 * @param finishedAt null while it runs
 * @param startFailed the engine could not start the program; {@code error} says why
 * @param oomKilled the engine's flag: sticky, so only to be believed together with exit code 137
 * @param pid of the first process in the agent's PID namespace; 0 when not running
 */
public record ObservedContainer(
    String id,
    ContainerKind kind,
    PodRef pod,
    String container,
    int attempt,
    ContainerState state,
    String image,
    String imageId,
    Instant createdAt,
    Instant startedAt,
    Instant finishedAt,
    int exitCode,
    boolean startFailed,
    boolean oomKilled,
    String error,
    long pid,
    boolean tty,
    Map<String, String> labels) {

  public boolean running() {
    return state == ContainerState.RUNNING;
  }

  public boolean exited() {
    return state == ContainerState.EXITED;
  }

  /** The sandbox this container was made for. */
  public String sandboxId() {
    return labels.getOrDefault(Labels.SANDBOX, "");
  }

  public String specHash() {
    return labels.getOrDefault(Labels.SPEC_HASH, "");
  }

  /** When it ended, as well as is known. */
  public Instant endedAt() {
    return finishedAt != null ? finishedAt : createdAt;
  }
}

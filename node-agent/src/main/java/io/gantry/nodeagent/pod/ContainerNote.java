package io.gantry.nodeagent.pod;

import java.time.Instant;

/**
 * What the worker knows of a container beyond what the engine shows.
 *
 * @param backOffUntil no start before this time; null when none is held back
 * @param started false while a startup probe (or a sidecar's start hook) has not succeeded yet
 * @param ready what the readiness probe said last; true without one
 * @param restartBecause a running container must be stopped and started anew: the event's text;
 *     empty when not
 * @param waitingReason why it does not run, in Kubernetes' words; empty when there is nothing to
 *     say
 */
public record ContainerNote(
    Instant backOffUntil,
    boolean started,
    boolean ready,
    String restartBecause,
    String waitingReason,
    String waitingMessage) {
  public static final ContainerNote NONE = new ContainerNote(null, true, true, "", "", "");
}

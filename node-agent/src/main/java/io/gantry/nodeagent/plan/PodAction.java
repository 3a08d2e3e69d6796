package io.gantry.nodeagent.plan;

import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.runtime.ObservedContainer;

/** One step towards what is wanted. Each may be repeated without harm. */
public sealed interface PodAction {
  /** A new sandbox, with volumes, network and cgroup. */
  record CreateSandbox(int attempt) implements PodAction {}

  record StartContainer(ContainerView container, int attempt, ObservedContainer sandbox)
      implements PodAction {}

  /**
   * Stop hook, stop signal, and after the grace period the kill. Returns at once: the end is seen
   * like any other end.
   *
   * @param message of the Killing event
   */
  record StopContainer(ObservedContainer container, long graceSeconds, String message)
      implements PodAction {}

  /** Ends and removes a sandbox. */
  record RemoveSandbox(ObservedContainer sandbox) implements PodAction {}

  /** Forgets an ended container: its logs and its place in the history. */
  record RemoveContainer(ObservedContainer container) implements PodAction {}
}

package io.gantry.nodeagent.plan;

/**
 * What is wanted of a pod's containers; goes one way.
 *
 * <pre>
 * RUN ──deleted, deadline, refused──► STOP ──removed from the API──► REMOVE
 * </pre>
 */
public sealed interface PodGoal {
  /** Keep it as the specification says. */
  record Run() implements PodGoal {}

  /** End it; its remains stay readable until the API forgets the pod. */
  record Stop(long graceSeconds, String message) implements PodGoal {}

  /** End it and forget everything. */
  record Remove(long graceSeconds) implements PodGoal {}
}

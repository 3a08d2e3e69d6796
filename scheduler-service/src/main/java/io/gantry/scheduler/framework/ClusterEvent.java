package io.gantry.scheduler.framework;

/** What may make a pod fit that did not fit before. */
public enum ClusterEvent {
  NODE_ADDED,
  /** Labels, taints, room or {@code unschedulable} of a node. */
  NODE_CHANGED,
  /** A pod was placed, or a placed pod's labels changed. */
  POD_PLACED,
  /** A placed pod has gone or ended. */
  POD_GONE,
  CLAIM_CHANGED,
  NAMESPACE_CHANGED
}

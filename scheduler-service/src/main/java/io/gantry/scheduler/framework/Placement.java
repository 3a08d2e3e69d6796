package io.gantry.scheduler.framework;

/** The outcome of looking for a node. */
public sealed interface Placement {
  /**
   * @param feasible how many nodes would have done
   */
  record On(String node, int feasible) implements Placement {}

  record Nowhere(Diagnosis diagnosis) implements Placement {}
}

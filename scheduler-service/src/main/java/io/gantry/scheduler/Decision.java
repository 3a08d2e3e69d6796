package io.gantry.scheduler;

import io.gantry.scheduler.framework.ClusterEvent;
import io.gantry.scheduler.preemption.Preemption;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.Set;

/** What the engine wants done. The outcome of each is told back to the engine. */
sealed interface Decision {
  PodInfo pod();

  /** The pod goes to the node. */
  record Assign(PodInfo pod, String node) implements Decision {}

  /**
   * No node fits.
   *
   * @param message the event's
   * @param preemption what is done about it; null for nothing
   * @param nominated the node it is promised; empty for none
   * @param waitsFor what may change the verdict
   */
  record Refuse(
      PodInfo pod,
      String message,
      Preemption.Evict preemption,
      String nominated,
      Set<ClusterEvent> waitsFor)
      implements Decision {}

  /** The pod has gates: nothing is decided before they open. */
  record Hold(PodInfo pod) implements Decision {}
}

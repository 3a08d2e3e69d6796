package io.gantry.scheduler.preemption;

import io.gantry.scheduler.snapshot.PodInfo;
import java.util.List;

/** What making room would take. */
public sealed interface Preemption {
  /** These pods have to go from that node. */
  record Evict(String node, List<PodInfo> victims) implements Preemption {}

  /**
   * It does not help, for a reason that is part of the FailedScheduling event.
   *
   * @param clearNomination whether the pod can no longer hope for the node it is nominated to
   */
  record Futile(String message, boolean clearNomination) implements Preemption {}
}

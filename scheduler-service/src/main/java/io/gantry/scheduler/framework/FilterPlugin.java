package io.gantry.scheduler.framework;

import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.Set;

/** A rule that says which nodes a pod can run on. Pure and without state. */
public interface FilterPlugin {
  /** The name Kubernetes gives it; also what metrics and some messages call it. */
  String name();

  /** After which events a pod that this rule refused is worth another look. */
  Set<ClusterEvent> unblockedBy();

  Preparation prepare(PodInfo pod, ClusterSnapshot snapshot);
}

package io.gantry.scheduler.plugins;

import io.gantry.scheduler.framework.ClusterEvent;
import io.gantry.scheduler.framework.FilterPlugin;
import io.gantry.scheduler.framework.Preparation;
import io.gantry.scheduler.framework.Verdict;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.Set;

/** A pod that names its node goes nowhere else. */
public final class NodeName implements FilterPlugin {
  @Override
  public String name() {
    return "NodeName";
  }

  @Override
  public Set<ClusterEvent> unblockedBy() {
    return Set.of(ClusterEvent.NODE_ADDED);
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    String wanted = pod.state().nodeName();
    if (wanted.isEmpty()) {
      return Preparation.SKIP;
    }
    return Preparation.check(
        node ->
            node.name().equals(wanted)
                ? Verdict.FITS
                : Verdict.unsuitable("node(s) didn't match the requested node name"));
  }
}

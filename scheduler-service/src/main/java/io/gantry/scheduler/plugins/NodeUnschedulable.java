package io.gantry.scheduler.plugins;

import io.gantry.scheduler.framework.ClusterEvent;
import io.gantry.scheduler.framework.FilterPlugin;
import io.gantry.scheduler.framework.Preparation;
import io.gantry.scheduler.framework.Verdict;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.PodInfo;
import io.gantry.scheduler.snapshot.Taint;
import java.util.Set;

/** A cordoned node takes only pods that tolerate the taint which goes with it. */
public final class NodeUnschedulable implements FilterPlugin {
  private static final Taint CORDONED =
      new Taint("node.kubernetes.io/unschedulable", "", Taint.NO_SCHEDULE);

  @Override
  public String name() {
    return "NodeUnschedulable";
  }

  @Override
  public Set<ClusterEvent> unblockedBy() {
    return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_CHANGED);
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    if (pod.tolerates(CORDONED)) {
      return Preparation.SKIP;
    }
    return Preparation.check(
        node ->
            node.node().unschedulable()
                ? Verdict.unsuitable("node(s) were unschedulable")
                : Verdict.FITS);
  }
}

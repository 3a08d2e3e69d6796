package io.gantry.scheduler.plugins;

import io.gantry.scheduler.framework.ClusterEvent;
import io.gantry.scheduler.framework.FilterPlugin;
import io.gantry.scheduler.framework.Preparation;
import io.gantry.scheduler.framework.ScorePlugin;
import io.gantry.scheduler.framework.Verdict;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import io.gantry.scheduler.snapshot.Taint;
import java.util.List;
import java.util.Set;

/** Keeps pods off tainted nodes, and prefers nodes with fewer soft taints. */
public final class TaintToleration implements FilterPlugin, ScorePlugin {
  @Override
  public String name() {
    return "TaintToleration";
  }

  @Override
  public Set<ClusterEvent> unblockedBy() {
    return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_CHANGED);
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    return Preparation.check(node -> test(pod, node));
  }

  private static Verdict test(PodInfo pod, NodeInfo node) {
    for (Taint taint : node.taints()) {
      if (taint.forbidsScheduling() && !pod.tolerates(taint)) {
        return Verdict.unsuitable(
            "node(s) had untolerated taint {" + taint.key() + ": " + taint.value() + "}");
      }
    }
    return Verdict.FITS;
  }

  @Override
  public long[] score(PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> nodes) {
    long[] scores = new long[nodes.size()];
    for (int i = 0; i < scores.length; i++) {
      for (Taint taint : nodes.get(i).taints()) {
        if (taint.effect().equals(Taint.PREFER_NO_SCHEDULE) && !pod.tolerates(taint)) {
          scores[i]++;
        }
      }
    }
    return ScorePlugin.normalize(scores, true);
  }
}

package io.gantry.scheduler.plugins;

import io.gantry.scheduler.framework.ScorePlugin;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import io.gantry.scheduler.snapshot.Resources;
import java.util.List;

/** Prefers nodes whose CPU and memory would be used to a like degree. */
public final class NodeResourcesBalancedAllocation implements ScorePlugin {
  @Override
  public String name() {
    return "NodeResourcesBalancedAllocation";
  }

  @Override
  public long[] score(PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> nodes) {
    Resources wanted = pod.demand().requests().exact();
    long[] scores = new long[nodes.size()];
    for (int i = 0; i < scores.length; i++) {
      NodeInfo node = nodes.get(i);
      Resources used = node.requested().plus(wanted);
      double cpu = fraction(used.milliCpu(), node.allocatable().milliCpu());
      double memory = fraction(used.memory(), node.allocatable().memory());
      scores[i] = (long) ((1 - Math.abs(cpu - memory) / 2) * MAX);
    }
    return scores;
  }

  private static double fraction(long used, long capacity) {
    return capacity == 0 ? 1 : Math.min(1, (double) used / capacity);
  }
}

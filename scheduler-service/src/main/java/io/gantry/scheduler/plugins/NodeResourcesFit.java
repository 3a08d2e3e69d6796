package io.gantry.scheduler.plugins;

import io.gantry.scheduler.framework.ClusterEvent;
import io.gantry.scheduler.framework.FilterPlugin;
import io.gantry.scheduler.framework.Preparation;
import io.gantry.scheduler.framework.ScorePlugin;
import io.gantry.scheduler.framework.Verdict;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import io.gantry.scheduler.snapshot.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Room for the pod's requests; prefers the node with most room left (LeastAllocated). */
public final class NodeResourcesFit implements FilterPlugin, ScorePlugin {
  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public Set<ClusterEvent> unblockedBy() {
    return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_CHANGED, ClusterEvent.POD_GONE);
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    Resources wanted = pod.demand().requests().exact();
    return Preparation.check(node -> test(wanted, node));
  }

  /** Names everything that is short, in a fixed order. */
  private static Verdict test(Resources wanted, NodeInfo node) {
    List<String> reasons = new ArrayList<>();
    if (node.pods().size() + 1 > node.node().maxPods()) {
      reasons.add("Too many pods");
    }
    if (!wanted.isNone()) {
      Resources free = node.allocatable().minus(node.requested());
      note(reasons, "cpu", wanted.milliCpu(), free.milliCpu());
      note(reasons, "memory", wanted.memory(), free.memory());
      note(reasons, "ephemeral-storage", wanted.ephemeralStorage(), free.ephemeralStorage());
      for (Map.Entry<String, Long> entry : wanted.extended().entrySet()) {
        note(reasons, entry.getKey(), entry.getValue(), free.extended(entry.getKey()));
      }
    }
    return reasons.isEmpty() ? Verdict.FITS : new Verdict(Verdict.Kind.OCCUPIED, reasons);
  }

  private static void note(List<String> reasons, String what, long wanted, long free) {
    if (wanted > 0 && wanted > free) {
      reasons.add("Insufficient " + what);
    }
  }

  @Override
  public long[] score(PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> nodes) {
    Resources wanted = pod.demand().requests().forScore();
    long[] scores = new long[nodes.size()];
    for (int i = 0; i < scores.length; i++) {
      NodeInfo node = nodes.get(i);
      Resources used = node.requestedForScore().plus(wanted);
      long sum = 0;
      long weights = 0;
      if (node.allocatable().milliCpu() > 0) {
        sum += left(used.milliCpu(), node.allocatable().milliCpu());
        weights++;
      }
      if (node.allocatable().memory() > 0) {
        sum += left(used.memory(), node.allocatable().memory());
        weights++;
      }
      scores[i] = weights == 0 ? 0 : sum / weights;
    }
    return scores;
  }

  private static long left(long used, long capacity) {
    return used > capacity ? 0 : (capacity - used) * MAX / capacity;
  }
}

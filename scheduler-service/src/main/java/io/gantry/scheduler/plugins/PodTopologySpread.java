package io.gantry.scheduler.plugins;

import io.gantry.scheduler.framework.ClusterEvent;
import io.gantry.scheduler.framework.FilterPlugin;
import io.gantry.scheduler.framework.Preparation;
import io.gantry.scheduler.framework.ScorePlugin;
import io.gantry.scheduler.framework.Verdict;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import io.gantry.scheduler.snapshot.SpreadConstraint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Even spreading over the values of a node label (KEP-895, KEP-3022, KEP-3094). */
public final class PodTopologySpread implements FilterPlugin, ScorePlugin {
  private static final String UNEVEN = "node(s) didn't match pod topology spread constraints";
  private static final String NO_LABEL = UNEVEN + " (missing required label)";

  /**
   * A constraint with the number of matching pods in each domain.
   *
   * @param smallest the fewest in any eligible domain
   */
  private record Counted(SpreadConstraint constraint, Map<String, Integer> pods, int smallest) {}

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  @Override
  public Set<ClusterEvent> unblockedBy() {
    return Set.of(
        ClusterEvent.NODE_ADDED,
        ClusterEvent.NODE_CHANGED,
        ClusterEvent.POD_PLACED,
        ClusterEvent.POD_GONE);
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    List<SpreadConstraint> hard =
        pod.demand().spread().stream().filter(SpreadConstraint::hard).toList();
    if (hard.isEmpty()) {
      return Preparation.SKIP;
    }
    List<Counted> counted = count(pod, hard, snapshot.nodes());
    return Preparation.check(node -> test(pod, counted, node));
  }

  private static Verdict test(PodInfo pod, List<Counted> counted, NodeInfo node) {
    for (Counted each : counted) {
      SpreadConstraint constraint = each.constraint;
      String domain = node.labels().get(constraint.topologyKey());
      if (domain == null) {
        return Verdict.unsuitable(NO_LABEL);
      }
      int self = constraint.pods().matches(pod.labels()) ? 1 : 0;
      int there = each.pods.getOrDefault(domain, 0);
      if (there + self - each.smallest > constraint.maxSkew()) {
        return Verdict.occupied(UNEVEN);
      }
    }
    return Verdict.FITS;
  }

  private static List<Counted> count(
      PodInfo pod, List<SpreadConstraint> constraints, List<NodeInfo> nodes) {
    List<Counted> counted = new ArrayList<>();
    for (SpreadConstraint constraint : constraints) {
      Map<String, Integer> pods = new HashMap<>();
      for (NodeInfo node : nodes) {
        if (hasAllKeys(node, constraints) && eligible(pod, constraint, node)) {
          pods.merge(
              node.labels().get(constraint.topologyKey()),
              matching(pod, constraint, node),
              Integer::sum);
        }
      }
      int smallest =
          pods.size() < constraint.minDomains()
              ? 0
              : pods.values().stream().mapToInt(Integer::intValue).min().orElse(0);
      counted.add(new Counted(constraint, pods, smallest));
    }
    return counted;
  }

  private static boolean hasAllKeys(NodeInfo node, List<SpreadConstraint> constraints) {
    return constraints.stream().allMatch(c -> node.labels().containsKey(c.topologyKey()));
  }

  private static boolean eligible(PodInfo pod, SpreadConstraint constraint, NodeInfo node) {
    if (constraint.honorNodeAffinity() && !pod.demand().nodes().accepts(node)) {
      return false;
    }
    return !constraint.honorTaints()
        || node.taints().stream().noneMatch(t -> t.forbidsScheduling() && !pod.tolerates(t));
  }

  private static int matching(PodInfo pod, SpreadConstraint constraint, NodeInfo node) {
    int count = 0;
    for (PodInfo other : node.pods()) {
      if (!other.deleting()
          && other.namespace().equals(pod.namespace())
          && constraint.pods().matches(other.labels())) {
        count++;
      }
    }
    return count;
  }

  @Override
  public long[] score(PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> nodes) {
    List<SpreadConstraint> soft =
        pod.demand().spread().stream().filter(constraint -> !constraint.hard()).toList();
    if (soft.isEmpty()) {
      return null;
    }
    List<Counted> counted = count(pod, soft, snapshot.nodes());
    long[] scores = new long[nodes.size()];
    long worst = 0;
    for (int i = 0; i < scores.length; i++) {
      NodeInfo node = nodes.get(i);
      double cost = 0;
      for (Counted each : counted) {
        String domain = node.labels().get(each.constraint.topologyKey());
        if (domain == null) {
          cost = Double.NaN;
          break;
        }
        // the fewer domains, the more each pod in one counts
        cost +=
            each.pods.getOrDefault(domain, 0) * Math.log(each.pods.size() + 2)
                + each.constraint.maxSkew()
                - 1;
      }
      scores[i] = Double.isNaN(cost) ? -1 : Math.round(cost);
      worst = Math.max(worst, scores[i]);
    }
    return turned(scores, worst);
  }

  /** The least crowded becomes the best; a node without the label is worth nothing. */
  private static long[] turned(long[] costs, long worst) {
    long least = Long.MAX_VALUE;
    for (long cost : costs) {
      least = cost < 0 ? least : Math.min(least, cost);
    }
    for (int i = 0; i < costs.length; i++) {
      if (costs[i] < 0) {
        costs[i] = 0;
      } else {
        costs[i] = worst == 0 ? MAX : MAX * (worst + least - costs[i]) / worst;
      }
    }
    return costs;
  }
}

package io.gantry.cluster.nodelifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How fast pods may be driven from silent nodes: one node in ten seconds and zone; slower or not at
 * all when much of a zone is silent; never when all nodes are, because then it is more likely that
 * nobody reaches us.
 */
final class Disruption {
  private static final Duration PACE = Duration.ofSeconds(10);
  private static final Duration SLOW_PACE = Duration.ofSeconds(100);
  private static final double MUCH = 0.55;
  private static final int LARGE = 50;

  private final Map<String, Instant> lastEviction = new HashMap<>();

  /** Whether every node there is has fallen silent. */
  static boolean total(Collection<NodeView> nodes) {
    return !nodes.isEmpty() && nodes.stream().noneMatch(node -> node.ready().equals(NodeView.TRUE));
  }

  /** How long to wait before the next node of this zone; zero for now, null for not at all. */
  synchronized Duration wait(String zone, Collection<NodeView> nodes, Instant now) {
    Map<Boolean, Integer> counts = new TreeMap<>();
    for (NodeView node : nodes) {
      if (node.zone().equals(zone)) {
        counts.merge(node.ready().equals(NodeView.TRUE), 1, Integer::sum);
      }
    }
    int silent = counts.getOrDefault(false, 0);
    int all = silent + counts.getOrDefault(true, 0);
    Duration pace = PACE;
    if (silent > 2 && silent < all && silent >= MUCH * all) {
      if (all <= LARGE) {
        return null;
      }
      pace = SLOW_PACE;
    }
    Instant last = lastEviction.get(zone);
    if (last == null) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(now, last.plus(pace));
    return left.isPositive() ? left : Duration.ZERO;
  }

  synchronized void evicted(String zone, Instant now) {
    lastEviction.put(zone, now);
  }
}

package io.gantry.cluster.podgc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which pods nobody else will ever remove. Pure. */
final class PodGcPlanner {
  /** How many ended pods are kept. */
  static final int KEPT = 12_500;

  /** How long a missing node is waited for. */
  static final Duration QUARANTINE = Duration.ofSeconds(40);

  /** What matters of a pod. */
  record Pod(String uid, String node, boolean terminal, boolean deleting, Instant created) {}

  enum Why {
    /** Its node is gone. */
    ORPHANED,
    /** It is being deleted and was never placed. */
    UNSCHEDULED,
    /** It ended, and too many that ended are newer. */
    ENDED
  }

  record Removal(Pod pod, Why why) {}

  private PodGcPlanner() {}

  /**
   * @param missingSince since when each unknown node that pods name has been missing
   */
  static List<Removal> plan(
      Collection<Pod> pods, Set<String> nodes, Map<String, Instant> missingSince, Instant now) {
    List<Removal> removals = new ArrayList<>();
    List<Pod> ended = new ArrayList<>();
    for (Pod pod : pods) {
      if (!pod.node.isEmpty() && !nodes.contains(pod.node)) {
        Instant since = missingSince.get(pod.node);
        if (since != null && !now.isBefore(since.plus(QUARANTINE))) {
          removals.add(new Removal(pod, Why.ORPHANED));
        }
      } else if (pod.node.isEmpty() && pod.deleting) {
        removals.add(new Removal(pod, Why.UNSCHEDULED));
      } else if (pod.terminal) {
        ended.add(pod);
      }
    }
    ended.sort(Comparator.comparing(Pod::created).thenComparing(Pod::uid));
    for (int i = 0; i < ended.size() - KEPT; i++) {
      removals.add(new Removal(ended.get(i), Why.ENDED));
    }
    return removals;
  }
}

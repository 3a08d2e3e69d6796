package io.gantry.replication.replicaset;

import io.gantry.replication.workload.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which pods to remove first when there are too many: those whose loss costs least. In this order,
 * as Kubernetes ranks them (KEP-2255 for the cost, KEP-2185 for the logarithms):
 *
 * <ol>
 *   <li>without a node before those with one;
 *   <li>pending before unknown before running;
 *   <li>not ready before ready;
 *   <li>lower deletion cost first;
 *   <li>more related pods on the same node first;
 *   <li>shorter ready first, by orders of magnitude;
 *   <li>more restarts first;
 *   <li>younger first, by orders of magnitude.
 * </ol>
 *
 * Within one order of magnitude the uid decides in the end, which is as good as chance: always
 * removing the youngest would empty the zones that were filled last. Kubernetes lets the uid decide
 * before the restarts when two ready times differ within a magnitude; that order has circles, which
 * sorting here does not forgive, so restarts and age come first.
 */
final class DeletionRanking {
  private DeletionRanking() {}

  static List<Pod> first(int count, List<Pod> pods, List<Pod> related, Instant now) {
    if (count >= pods.size()) {
      return List.copyOf(pods);
    }
    Map<String, Integer> onNode = new HashMap<>();
    for (Pod pod : related) {
      if (pod.active() && !pod.nodeName().isEmpty()) {
        onNode.merge(pod.nodeName(), 1, Integer::sum);
      }
    }
    return pods.stream().sorted(order(onNode, now)).limit(count).toList();
  }

  private static Comparator<Pod> order(Map<String, Integer> onNode, Instant now) {
    return Comparator.comparing((Pod pod) -> !pod.nodeName().isEmpty())
        .thenComparing(pod -> phaseRank(pod.phase()))
        .thenComparing(Pod::ready)
        .thenComparing(Pod::deletionCost)
        .thenComparing(pod -> -onNode.getOrDefault(pod.nodeName(), 0))
        .thenComparing(pod -> pod.ready() ? magnitude(pod.readySince(), now) : 0)
        .thenComparing(pod -> -pod.restarts())
        .thenComparing(pod -> magnitude(pod.created(), now))
        .thenComparing(Pod::uid);
  }

  private static int phaseRank(String phase) {
    return switch (phase) {
      case "Pending" -> 0;
      case "Unknown" -> 1;
      default -> 2;
    };
  }

  /** Binary logarithm of the age in nanoseconds; -1 for what is not past, -2 for no time. */
  private static int magnitude(Instant time, Instant now) {
    if (time == null) {
      return -2;
    }
    long nanos = Duration.between(time, now).toNanos();
    return nanos <= 0 ? -1 : 63 - Long.numberOfLeadingZeros(nanos);
  }
}

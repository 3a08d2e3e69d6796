package io.gantry.replication.deployment;

import io.gantry.replication.workload.ReplicaSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Brings the ReplicaSets to a changed size of their Deployment, without rolling out anything: a
 * rollout under way (or paused) keeps its proportions, so that it risks no more than it did.
 */
final class ScalePlanner {
  private ScalePlanner() {}

  /** Whether the Deployment's size has changed since its sets were last scaled. */
  static boolean isScaling(Rollout rollout) {
    return rollout.all().stream()
        .filter(set -> set.replicas() > 0)
        .mapToInt(Annotations::desiredReplicas)
        .anyMatch(desired -> desired >= 0 && desired != rollout.deployment().replicas());
  }

  static void scale(Rollout rollout) {
    Deployment deployment = rollout.deployment();
    ReplicaSet only = onlyActiveOrLatest(rollout);
    if (only != null) {
      if (only.replicas() != deployment.replicas()) {
        rollout.scale(only, deployment.replicas());
      }
      return;
    }
    if (isSaturated(rollout)) {
      rollout.activeOld().forEach(old -> rollout.scale(old, 0));
      return;
    }
    if (!deployment.recreate()) {
      proportionally(rollout);
    }
  }

  /** The one set that has replicas; with none, the newest; null when several have. */
  private static ReplicaSet onlyActiveOrLatest(Rollout rollout) {
    List<ReplicaSet> active = Rollout.active(rollout.all().stream()).toList();
    if (active.size() > 1) {
      return null;
    }
    if (active.size() == 1) {
      return active.getFirst();
    }
    if (rollout.newest() != null) {
      return rollout.newest();
    }
    return rollout.old().stream().max(Rollout.OLDEST_FIRST).orElse(null);
  }

  /** The new set has all it should have, and it serves. */
  private static boolean isSaturated(Rollout rollout) {
    ReplicaSet newest = rollout.newest();
    int desired = rollout.deployment().replicas();
    return newest != null
        && newest.replicas() == desired
        && Annotations.desiredReplicas(newest) == desired
        && newest.status().available() == desired;
  }

  private static void proportionally(Rollout rollout) {
    Deployment deployment = rollout.deployment();
    Stream<ReplicaSet> all = rollout.all().stream();
    List<ReplicaSet> sets = Rollout.active(all).toList();
    int allowed = deployment.replicas() > 0 ? deployment.replicas() + deployment.maxSurge() : 0;
    int toAdd = allowed - Rollout.specReplicas(sets);
    // Growing favours newer sets, shrinking older ones, among those of equal size.
    Comparator<ReplicaSet> order =
        toAdd > 0 ? Rollout.BIGGEST_THEN_NEWEST : Rollout.BIGGEST_THEN_OLDEST;
    Map<ReplicaSet, Integer> sizes = new LinkedHashMap<>();
    int added = 0;
    for (ReplicaSet set : sets.stream().sorted(order).toList()) {
      int share = toAdd == 0 ? 0 : share(set, deployment, toAdd - added, toAdd);
      sizes.put(set, set.replicas() + share);
      added += share;
    }
    // What rounding left over goes to the first, the biggest; what it can't give, to the next.
    int leftOver = toAdd - added;
    for (Map.Entry<ReplicaSet, Integer> entry : sizes.entrySet()) {
      int size = entry.getValue() + leftOver;
      leftOver = Math.min(0, size);
      rollout.scale(entry.getKey(), Math.max(0, size));
    }
  }

  private static int share(ReplicaSet set, Deployment deployment, int left, int toAdd) {
    if (left == 0) {
      return 0;
    }
    int fraction = fraction(set, deployment);
    return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
  }

  /** How much the set changes when the whole changes from its old size to its new one. */
  private static int fraction(ReplicaSet set, Deployment deployment) {
    if (deployment.replicas() == 0) {
      return -set.replicas();
    }
    int before = Annotations.maxReplicas(set);
    if (before <= 0) {
      before = deployment.status().replicas();
    }
    if (before == 0) {
      return 0;
    }
    int now = deployment.replicas() + deployment.maxSurge();
    double size = (double) set.replicas() * now / before;
    return (int) (size + 0.5) - set.replicas();
  }
}

package io.gantry.replication.deployment;

import io.gantry.replication.workload.ReplicaSet;
import java.util.List;

/**
 * One step of a rolling update: first let the new set grow as far as the surge ceiling allows; only
 * when it could not, take from the old ones as far as the availability floor allows. Sizes never
 * leave {@code replicas - maxUnavailable <= available} and {@code all <= replicas + maxSurge}.
 *
 * <p>More careful than Kubernetes in one point. It believes a set's count of available pods even
 * when the set has been resized since, and then, when a rollout is turned around, goes below the
 * floor: pods are counted that are being deleted. Here nothing is taken from old sets until every
 * set has counted again.
 */
final class RollingUpdatePlanner {
  private RollingUpdatePlanner() {}

  /** Whether anything was scaled. */
  static boolean step(Rollout rollout) {
    return growNew(rollout) || shrinkOld(rollout);
  }

  private static boolean growNew(Rollout rollout) {
    ReplicaSet newest = rollout.newest();
    int desired = rollout.deployment().replicas();
    if (newest.replicas() == desired) {
      return false;
    }
    int size = newest.replicas() > desired ? desired : newSize(rollout, newest);
    return size != newest.replicas() && rollout.scale(newest, size);
  }

  /** How big the newest set may be now. */
  static int newSize(Rollout rollout, ReplicaSet newest) {
    Deployment deployment = rollout.deployment();
    if (deployment.recreate()) {
      return deployment.replicas();
    }
    int room = deployment.replicas() + deployment.maxSurge() - Rollout.specReplicas(rollout.all());
    if (room <= 0) {
      return newest.replicas();
    }
    return newest.replicas() + Math.min(room, deployment.replicas() - newest.replicas());
  }

  private static boolean shrinkOld(Rollout rollout) {
    if (rollout.activeOld().isEmpty() || rollout.all().stream().anyMatch(Rollout::isOutdated)) {
      return false;
    }
    Deployment deployment = rollout.deployment();
    int floor = deployment.replicas() - deployment.maxUnavailable();
    ReplicaSet newest = rollout.newest();
    // Pods of the new set that don't serve yet must not be counted on.
    int newUnavailable = newest.replicas() - Rollout.lastingReplicas(newest);
    int surplus = Rollout.specReplicas(rollout.all()) - floor - newUnavailable;
    if (surplus <= 0) {
      return false;
    }
    boolean cleaned = removeUnhealthy(rollout, surplus);
    boolean shrunk = removeAvailable(rollout, floor);
    return cleaned || shrunk;
  }

  /** Old pods that don't serve cost nothing to remove; oldest sets first. */
  private static boolean removeUnhealthy(Rollout rollout, int most) {
    int removed = 0;
    for (ReplicaSet set : sorted(rollout.activeOld())) {
      int unhealthy = set.replicas() - Rollout.lastingReplicas(set);
      int remove = Math.min(most - removed, unhealthy);
      if (remove > 0) {
        rollout.scale(set, set.replicas() - remove);
        removed += remove;
      }
    }
    return removed > 0;
  }

  private static boolean removeAvailable(Rollout rollout, int floor) {
    int spare = rollout.all().stream().mapToInt(Rollout::lastingReplicas).sum() - floor;
    int removed = 0;
    for (ReplicaSet set : sorted(rollout.activeOld())) {
      int remove = Math.min(set.replicas(), spare - removed);
      if (remove > 0) {
        rollout.scale(set, set.replicas() - remove);
        removed += remove;
      }
    }
    return removed > 0;
  }

  private static List<ReplicaSet> sorted(List<ReplicaSet> sets) {
    return sets.stream().sorted(Rollout.OLDEST_FIRST).toList();
  }
}

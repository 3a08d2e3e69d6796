package io.gantry.replication.replicaset;

import io.gantry.replication.workload.Condition;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.ReplicaSet;
import io.gantry.replication.workload.ReplicaSetStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The decisions of the ReplicaSet controller, as Kubernetes makes them; pure. */
final class ReplicaSetPlanner {
  static final String REPLICA_FAILURE = "ReplicaFailure";

  /** The most pods made or removed at one look: keeps one object from starving the others. */
  static final int BURST = 500;

  private ReplicaSetPlanner() {}

  /**
   * @param pods the set's active pods
   * @param related active pods of all sets with the same owner (the set's own included): pods that
   *     share a node with many of these go first
   */
  static ReplicaSetPlan plan(ReplicaSet set, List<Pod> pods, List<Pod> related, Instant now) {
    int missing = set.replicas() - pods.size();
    if (missing > 0) {
      return new ReplicaSetPlan(Math.min(missing, BURST), List.of());
    }
    if (missing < 0) {
      int surplus = Math.min(-missing, BURST);
      return new ReplicaSetPlan(0, DeletionRanking.first(surplus, pods, related, now));
    }
    return ReplicaSetPlan.NOTHING;
  }

  /**
   * @param pods the active pods as they were observed, before the plan was carried out
   * @param failure what went wrong while carrying it out; null when nothing did
   */
  static ReplicaSetStatus status(ReplicaSet set, List<Pod> pods, Exception failure, Instant now) {
    int fullyLabeled = 0;
    int ready = 0;
    int available = 0;
    for (Pod pod : pods) {
      if (pod.labels().entrySet().containsAll(set.templateLabels().entrySet())) {
        fullyLabeled++;
      }
      if (pod.ready()) {
        ready++;
        if (pod.available(set.minReadySeconds(), now)) {
          available++;
        }
      }
    }
    return new ReplicaSetStatus(
        pods.size(),
        fullyLabeled,
        ready,
        available,
        set.generation(),
        conditions(set, pods.size(), failure, now));
  }

  /** A failure that is shown already keeps its first message, until all goes well. */
  private static List<Condition> conditions(
      ReplicaSet set, int observed, Exception failure, Instant now) {
    List<Condition> known = set.status().conditions();
    boolean shown = Condition.find(known, REPLICA_FAILURE).isPresent();
    if (failure == null) {
      return shown ? Condition.remove(known, REPLICA_FAILURE) : known;
    }
    if (shown) {
      return known;
    }
    String reason = observed < set.replicas() ? "FailedCreate" : "FailedDelete";
    return Condition.set(
        known,
        Condition.of(REPLICA_FAILURE, Condition.TRUE, reason, failure.getMessage(), now)
            .withoutUpdateTime());
  }

  /** When the first ready pod becomes available: nothing but time will tell. */
  static Optional<Duration> nextLook(ReplicaSet set, List<Pod> pods, Instant now) {
    return pods.stream()
        .flatMap(pod -> pod.availableIn(set.minReadySeconds(), now).stream())
        .min(Duration::compareTo);
  }
}

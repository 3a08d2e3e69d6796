package io.gantry.replication.deployment;

import io.gantry.replication.workload.ReplicaSet;
import io.gantry.replication.workload.Templates;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides the next step of a Deployment from what is there; pure. The order of questions is
 * Kubernetes':
 *
 * <pre>
 *   being deleted?            only the status
 *   paused, or size changed?  scale what is there, in proportion; no rollout
 *   Recreate?                 old sets to 0, wait until their pods are gone, then the new set
 *   RollingUpdate             new set up to the ceiling, else old sets down to the floor
 * </pre>
 *
 * A rollout is many such steps: each ends with a write, whose change leads to the next look.
 */
final class DeploymentPlanner {
  private DeploymentPlanner() {}

  /**
   * @param sets all ReplicaSets that are the Deployment's
   * @param oldPodsRunning whether pods of sets other than the newest still exist in any state but
   *     finished; only asked for Recreate
   */
  static DeploymentPlan plan(
      Deployment observed, List<ReplicaSet> sets, OldPods oldPodsRunning, Instant now) {
    ReplicaSet newest = newest(observed, sets);
    if (observed.deleting()) {
      Rollout rollout = new Rollout(observed, sets, newest, null);
      return plan(rollout, StatusPlanner.counts(rollout, now), List.of(), 0, now);
    }
    Deployment deployment = observed.withStatus(StatusPlanner.withPause(observed, now));
    Rollout known = known(deployment, sets, newest, now);
    if (deployment.paused() || ScalePlanner.isScaling(known)) {
      ScalePlanner.scale(known);
      List<ReplicaSet> forgotten = deployment.paused() ? forgotten(known) : List.of();
      return plan(known, StatusPlanner.counts(known, now), forgotten, revision(known), now);
    }
    return deployment.recreate() ? recreate(known, oldPodsRunning, now) : roll(known, now);
  }

  /** Asked lazily: it means looking at pods. */
  @FunctionalInterface
  interface OldPods {
    boolean running(ReplicaSet newestOrNull);
  }

  private static DeploymentPlan roll(Rollout known, Instant now) {
    Rollout rollout = known.newest() == null ? withNew(known, now) : known;
    boolean moved = rollout.created() != null;
    if (rollout.created() != null) {
      sizeNew(rollout);
    }
    moved |= RollingUpdatePlanner.step(rollout);
    return finished(rollout, moved, now);
  }

  private static DeploymentPlan recreate(Rollout known, OldPods oldPods, Instant now) {
    if (!known.activeOld().isEmpty()) {
      known.activeOld().forEach(old -> known.scale(old, 0));
      return finished(known, true, now);
    }
    boolean counted = known.old().stream().anyMatch(set -> set.status().replicas() > 0);
    if (counted || oldPods.running(known.newest())) {
      return finished(known, true, now);
    }
    Rollout rollout = known.newest() == null ? withNew(known, now) : known;
    boolean moved = false;
    if (rollout.created() != null) {
      moved = true;
      sizeNew(rollout);
    } else if (rollout.newest().replicas() != rollout.deployment().replicas()) {
      moved = rollout.scale(rollout.newest(), rollout.deployment().replicas());
    }
    return finished(rollout, moved, now);
  }

  /** A new set starts at the size it may have, in one write. */
  private static void sizeNew(Rollout rollout) {
    rollout.scale(rollout.newest(), RollingUpdatePlanner.newSize(rollout, rollout.newest()));
  }

  private static DeploymentPlan finished(Rollout rollout, boolean moved, Instant now) {
    Deployment deployment = rollout.deployment();
    boolean complete = !moved && StatusPlanner.isComplete(deployment, deployment.status());
    return plan(
        rollout,
        StatusPlanner.ofRollout(rollout, now),
        complete ? forgotten(rollout) : List.of(),
        revision(rollout),
        now);
  }

  private static DeploymentPlan plan(
      Rollout rollout,
      DeploymentStatus status,
      List<ReplicaSet> forgotten,
      long revision,
      Instant now) {
    NewReplicaSet created = rollout.created();
    ObjectNode body = created == null ? null : created.sized(rollout.newest());
    Duration again = StatusPlanner.untilDeadline(rollout.deployment(), status, now);
    return new DeploymentPlan(
        body, rollout.changed(), forgotten, rollout.events(), status, revision, again);
  }

  /** The oldest set with the Deployment's template: there may be several after a collision. */
  private static ReplicaSet newest(Deployment deployment, List<ReplicaSet> sets) {
    ObjectNode template = deployment.template();
    return sets.stream()
        .sorted(Rollout.OLDEST_FIRST)
        .filter(set -> Templates.same(set.template(), template))
        .findFirst()
        .orElse(null);
  }

  /** The sets as they are, the newest brought up to its Deployment's annotations and revision. */
  private static Rollout known(
      Deployment deployment, List<ReplicaSet> sets, ReplicaSet newest, Instant now) {
    if (newest == null) {
      return new Rollout(deployment, sets, null, null);
    }
    DeploymentStatus status =
        StatusPlanner.withNewest(
            deployment,
            "FoundNewReplicaSet",
            "Found new replica set \"" + newest.name() + "\"",
            false,
            now);
    Rollout rollout = new Rollout(deployment.withStatus(status), sets, newest, null);
    rollout.put(
        newest
            .withMinReadySeconds(deployment.minReadySeconds())
            .withAnnotations(
                Annotations.ofNewest(
                    newest.annotations(), deployment, nextRevision(rollout.old()))));
    return rollout;
  }

  private static Rollout withNew(Rollout known, Instant now) {
    Deployment deployment = known.deployment();
    Map<String, String> annotations =
        Annotations.ofNewest(Map.of(), deployment, nextRevision(known.all()));
    NewReplicaSet created = NewReplicaSet.of(deployment, annotations, now);
    DeploymentStatus status =
        StatusPlanner.withNewest(
            deployment,
            "NewReplicaSetCreated",
            "Created new replica set \"" + created.name() + "\"",
            true,
            now);
    return new Rollout(deployment.withStatus(status), known.all(), null, created);
  }

  private static long nextRevision(List<ReplicaSet> old) {
    return 1
        + old.stream().mapToLong(set -> Annotations.revision(set.annotations())).max().orElse(0);
  }

  private static long revision(Rollout rollout) {
    return Optional.ofNullable(rollout.newest())
        .map(set -> Annotations.revision(set.annotations()))
        .orElse(0L);
  }

  /** Old sets beyond the history limit that are empty and known to be. */
  private static List<ReplicaSet> forgotten(Rollout rollout) {
    int limit = rollout.deployment().revisionHistoryLimit();
    List<ReplicaSet> old = rollout.old().stream().filter(set -> !set.deleting()).toList();
    if (limit == Integer.MAX_VALUE || old.size() <= limit) {
      return List.of();
    }
    return old.stream()
        .sorted(
            Comparator.comparing((ReplicaSet set) -> Annotations.revision(set.annotations()))
                .thenComparing(Rollout.OLDEST_FIRST))
        .limit(old.size() - limit)
        .filter(
            set ->
                set.replicas() == 0
                    && set.status().replicas() == 0
                    && set.generation() <= set.status().observedGeneration())
        .toList();
  }
}

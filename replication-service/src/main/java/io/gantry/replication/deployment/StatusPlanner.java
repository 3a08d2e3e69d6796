package io.gantry.replication.deployment;

import io.gantry.replication.workload.Condition;
import io.gantry.replication.workload.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The status a Deployment shows: counts, and how its rollout is getting on. */
final class StatusPlanner {
  static final String AVAILABLE = "Available";
  static final String PROGRESSING = "Progressing";
  static final String REPLICA_FAILURE = "ReplicaFailure";
  static final String NEW_AVAILABLE = "NewReplicaSetAvailable";
  static final String TIMED_OUT = "ProgressDeadlineExceeded";
  private static final String PAUSED = "DeploymentPaused";

  private StatusPlanner() {}

  /** Counts and the Available condition. */
  static DeploymentStatus counts(Rollout rollout, Instant now) {
    Deployment deployment = rollout.deployment();
    List<ReplicaSet> all = rollout.all();
    int available = Rollout.availableReplicas(all);
    boolean enough = available >= deployment.replicas() - deployment.maxUnavailable();
    Condition condition =
        enough
            ? Condition.of(
                AVAILABLE,
                Condition.TRUE,
                "MinimumReplicasAvailable",
                "Deployment has minimum availability.",
                now)
            : Condition.of(
                AVAILABLE,
                Condition.FALSE,
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.",
                now);
    DeploymentStatus before = deployment.status();
    return new DeploymentStatus(
        deployment.generation(),
        all.stream().mapToInt(set -> set.status().replicas()).sum(),
        rollout.newest() == null ? 0 : rollout.newest().status().replicas(),
        all.stream().mapToInt(set -> set.status().ready()).sum(),
        available,
        Math.max(0, Rollout.specReplicas(all) - available),
        before.collisionCount(),
        Condition.set(before.conditions(), condition));
  }

  /** Counts and how the rollout gets on: progressing, done, or out of time; failures of sets. */
  static DeploymentStatus ofRollout(Rollout rollout, Instant now) {
    DeploymentStatus status = counts(rollout, now);
    return withFailure(rollout, withProgress(rollout, status, now));
  }

  private static DeploymentStatus withProgress(
      Rollout rollout, DeploymentStatus status, Instant now) {
    Deployment deployment = rollout.deployment();
    if (!deployment.hasProgressDeadline()) {
      return status.with(Condition.remove(status.conditions(), PROGRESSING));
    }
    Optional<Condition> known = Condition.find(deployment.status().conditions(), PROGRESSING);
    // Done and said so: a pod that fails later is no failed rollout.
    boolean wasDone =
        status.replicas() == status.updated()
            && known.map(Condition::reason).filter(NEW_AVAILABLE::equals).isPresent();
    if (wasDone) {
      return status;
    }
    String subject =
        rollout.newest() == null
            ? "Deployment \"" + deployment.name() + "\""
            : "ReplicaSet \"" + rollout.newest().name() + "\"";
    if (isComplete(deployment, status)) {
      return status.with(
          Condition.set(
              status.conditions(),
              Condition.of(
                  PROGRESSING,
                  Condition.TRUE,
                  NEW_AVAILABLE,
                  subject + " has successfully progressed.",
                  now)));
    }
    if (hasProgressed(deployment.status(), status)) {
      // Replaced even when it says the same: its update time is what the deadline counts from.
      Condition progressing =
          Condition.of(
              PROGRESSING, Condition.TRUE, "ReplicaSetUpdated", subject + " is progressing.", now);
      if (known.isPresent() && known.get().status().equals(Condition.TRUE)) {
        progressing = progressing.transitionedAt(known.get().transitioned());
      }
      return status.with(
          Condition.set(Condition.remove(status.conditions(), PROGRESSING), progressing));
    }
    if (isTimedOut(deployment, status, now)) {
      return status.with(
          Condition.set(
              status.conditions(),
              Condition.of(
                  PROGRESSING,
                  Condition.FALSE,
                  TIMED_OUT,
                  subject + " has timed out progressing.",
                  now)));
    }
    return status;
  }

  /** The first failure of the newest set, else of any. */
  private static DeploymentStatus withFailure(Rollout rollout, DeploymentStatus status) {
    Optional<Condition> failure =
        Optional.ofNullable(rollout.newest())
            .flatMap(set -> Condition.find(set.status().conditions(), REPLICA_FAILURE))
            .or(
                () ->
                    rollout.all().stream()
                        .flatMap(
                            set ->
                                Condition.find(set.status().conditions(), REPLICA_FAILURE).stream())
                        .findFirst());
    return failure
        .map(
            f ->
                status.with(
                    Condition.set(
                        status.conditions(),
                        new Condition(
                            f.type(),
                            f.status(),
                            f.transitioned(),
                            f.transitioned(),
                            f.reason(),
                            f.message()))))
        .orElseGet(() -> status.with(Condition.remove(status.conditions(), REPLICA_FAILURE)));
  }

  /** All replicas are of the newest template, available, and no others are left. */
  static boolean isComplete(Deployment deployment, DeploymentStatus status) {
    return status.updated() == deployment.replicas()
        && status.replicas() == deployment.replicas()
        && status.available() == deployment.replicas()
        && status.observedGeneration() >= deployment.generation();
  }

  private static boolean hasProgressed(DeploymentStatus before, DeploymentStatus after) {
    return after.updated() > before.updated()
        || after.replicas() - after.updated() < before.replicas() - before.updated()
        || after.ready() > before.ready()
        || after.available() > before.available();
  }

  private static boolean isTimedOut(Deployment deployment, DeploymentStatus status, Instant now) {
    Optional<Condition> condition = Condition.find(status.conditions(), PROGRESSING);
    if (condition.isEmpty() || condition.get().reason().equals(NEW_AVAILABLE)) {
      return false;
    }
    if (condition.get().reason().equals(TIMED_OUT)) {
      return true;
    }
    return deadline(deployment, condition.get()).isBefore(now);
  }

  /** When an unfinished rollout must be looked at again; null when time changes nothing. */
  static Duration untilDeadline(Deployment deployment, DeploymentStatus status, Instant now) {
    Optional<Condition> condition = Condition.find(status.conditions(), PROGRESSING);
    if (!deployment.hasProgressDeadline()
        || deployment.paused()
        || condition.isEmpty()
        || condition.get().reason().equals(TIMED_OUT)
        || condition.get().reason().equals(NEW_AVAILABLE)
        || isComplete(deployment, status)) {
      return null;
    }
    // A second more: times are whole seconds, and the deadline must have passed.
    return Duration.between(now, deadline(deployment, condition.get())).plusSeconds(1);
  }

  private static Instant deadline(Deployment deployment, Condition condition) {
    Instant from = condition.updated() == null ? condition.transitioned() : condition.updated();
    return from.plusSeconds(deployment.progressDeadlineSeconds());
  }

  /**
   * Says that a rollout is paused or goes on again, which stops its deadline; what timed out stays
   * so.
   */
  static DeploymentStatus withPause(Deployment deployment, Instant now) {
    DeploymentStatus status = deployment.status();
    if (!deployment.hasProgressDeadline()) {
      return status;
    }
    Optional<Condition> known = Condition.find(status.conditions(), PROGRESSING);
    String reason = known.map(Condition::reason).orElse("");
    if (reason.equals(TIMED_OUT) || deployment.paused() == reason.equals(PAUSED)) {
      return status;
    }
    Condition condition =
        deployment.paused()
            ? Condition.of(PROGRESSING, Condition.UNKNOWN, PAUSED, "Deployment is paused", now)
            : Condition.of(
                PROGRESSING, Condition.UNKNOWN, "DeploymentResumed", "Deployment is resumed", now);
    return status.with(Condition.set(status.conditions(), condition));
  }

  /** What the discovery or creation of the newest set says, once, about progress. */
  static DeploymentStatus withNewest(
      Deployment deployment, String reason, String message, boolean replace, Instant now) {
    DeploymentStatus status = deployment.status();
    boolean known = Condition.find(status.conditions(), PROGRESSING).isPresent();
    if (!deployment.hasProgressDeadline() || (known && !replace)) {
      return status;
    }
    return status.with(
        Condition.set(
            status.conditions(), Condition.of(PROGRESSING, Condition.TRUE, reason, message, now)));
  }

  /** The newest set could not be made. */
  static DeploymentStatus withCreateError(Deployment deployment, String message, Instant now) {
    DeploymentStatus status = deployment.status();
    if (!deployment.hasProgressDeadline()) {
      return status;
    }
    return status.with(
        Condition.set(
            status.conditions(),
            Condition.of(PROGRESSING, Condition.FALSE, "ReplicaSetCreateError", message, now)));
  }
}

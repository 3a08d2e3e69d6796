package io.gantry.replication.job;

import io.gantry.replication.job.JobStatus.JobCondition;
import io.gantry.replication.workload.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The decisions of the Job controller; pure. */
final class JobPlanner {
  private static final int BURST = 500;

  private JobPlanner() {}

  /**
   * @param pods all pods of the Job
   * @param mayAct whether the cache shows what was done before
   * @param retryIn how long to wait after failures before new pods are made; zero for not at all
   */
  static JobPlan plan(Job job, List<Pod> pods, boolean mayAct, Duration retryIn, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    Ended ended = Ended.of(job, pods);
    List<Pod> active = pods.stream().filter(Pod::active).toList();
    JobStatus before = job.status();
    List<JobCondition> conditions = new ArrayList<>(before.conditions());
    Instant started = before.started();
    if (started == null && !job.suspended()) {
      started = second;
    }
    Duration again = null;
    Optional<JobCondition> over = target(before);
    if (over.isEmpty()) {
      over = failure(job, ended, active, started, second);
      if (over.isEmpty() && isComplete(job, ended, active)) {
        over =
            Optional.of(
                condition(
                    "SuccessCriteriaMet",
                    "CompletionsReached",
                    "Reached expected number of succeeded pods",
                    second));
      }
      over.ifPresent(conditions::add);
    }
    List<Pod> remove = List.of();
    List<Pod> end = List.of();
    int create = 0;
    List<Integer> indexes = List.of();
    if (over.isPresent()) {
      end = active;
    } else {
      Instant restarted = suspension(job, conditions, second);
      started = restarted != null ? restarted : job.suspended() ? null : started;
      if (mayAct && !job.object().deleting()) {
        int wanted = wanted(job, ended, active.size());
        remove = surplus(job, ended, active, wanted);
        int room = wanted - (active.size() - remove.size()) - stillTerminating(job, pods);
        if (room > 0 && remove.isEmpty()) {
          if (retryIn.isPositive()) {
            again = retryIn;
          } else if (job.indexed()) {
            indexes = pendingIndexes(job, ended, pods, Math.min(room, BURST));
          } else {
            create = Math.min(room, BURST);
          }
        }
      }
      again = earlier(again, untilDeadline(job, started, now));
    }
    JobStatus status =
        new JobStatus(
            List.copyOf(conditions),
            started,
            before.completed(),
            active.size() - remove.size() - end.size() + create + indexes.size(),
            ready(active, remove, end),
            (int) pods.stream().filter(p -> p.deleting() && !p.finished()).count(),
            before.succeeded(),
            before.failed(),
            before.completedIndexes(),
            ended.uncountedSucceeded,
            ended.uncountedFailed);
    return new JobPlan(create, indexes, remove, end, status, again);
  }

  /** Those that are ready and stay: a Job never has more ready pods than active ones. */
  private static int ready(List<Pod> active, List<Pod> remove, List<Pod> end) {
    return (int)
        active.stream()
            .filter(pod -> pod.ready() && !remove.contains(pod) && !end.contains(pod))
            .count();
  }

  /**
   * The status after the finalizers of the uncounted pods were removed: they are counted, and a Job
   * that is over and has nothing left to wait for says so.
   */
  static JobStatus counted(
      Job job, JobStatus status, Set<String> done, List<Pod> pods, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    Set<String> succeeded = new TreeSet<>(status.uncountedSucceeded());
    Set<String> failed = new TreeSet<>(status.uncountedFailed());
    int before = succeeded.size();
    int beforeFailed = failed.size();
    List<Integer> newIndexes =
        pods.stream()
            .filter(pod -> done.contains(pod.uid()) && succeeded.contains(pod.uid()))
            .map(Job::index)
            .filter(index -> index >= 0 && index < job.completions())
            .toList();
    succeeded.removeAll(done);
    failed.removeAll(done);
    Indexes indexes =
        job.indexed() ? status.completedIndexes().with(newIndexes) : status.completedIndexes();
    List<JobCondition> conditions = new ArrayList<>(status.conditions());
    Instant completed = status.completed();
    boolean nothingLeft =
        succeeded.isEmpty()
            && failed.isEmpty()
            && status.active() == 0
            && status.terminating() == 0
            && pods.stream().allMatch(pod -> pod.finished() || done.contains(pod.uid()));
    Optional<JobCondition> target = target(status);
    if (target.isPresent() && nothingLeft && !status.finished()) {
      boolean success = target.get().type().equals("SuccessCriteriaMet");
      conditions.add(
          condition(
              success ? "Complete" : "Failed",
              target.get().reason(),
              target.get().message(),
              second));
      completed = success ? second : completed;
    }
    return new JobStatus(
        List.copyOf(conditions),
        status.started(),
        completed,
        status.active(),
        nothingLeft ? 0 : status.ready(),
        status.terminating(),
        job.indexed() ? indexes.size() : status.succeeded() + before - succeeded.size(),
        status.failed() + beforeFailed - failed.size(),
        indexes,
        succeeded,
        failed);
  }

  /** Pods that have come to their end, as the counts and the uncounted lists know them. */
  private record Ended(
      int succeeded,
      int failed,
      Set<Integer> indexes,
      Set<String> uncountedSucceeded,
      Set<String> uncountedFailed) {
    static Ended of(Job job, List<Pod> pods) {
      JobStatus status = job.status();
      Set<String> succeeded = new TreeSet<>(status.uncountedSucceeded());
      Set<String> failed = new TreeSet<>(status.uncountedFailed());
      Set<Integer> indexes = new HashSet<>();
      for (Pod pod : pods) {
        if (pod.phase().equals("Succeeded")) {
          indexes.add(Job.index(pod));
        }
        // Without the finalizer it has been counted, or is not to be.
        if (!Job.isTracked(pod) || succeeded.contains(pod.uid()) || failed.contains(pod.uid())) {
          continue;
        }
        if (pod.phase().equals("Succeeded")) {
          succeeded.add(pod.uid());
        } else if (pod.phase().equals("Failed") || (pod.deleting() && !job.replacesOnlyFailed())) {
          failed.add(pod.uid());
        }
      }
      indexes.removeIf(index -> index < 0 || index >= job.completions());
      indexes.removeIf(status.completedIndexes()::contains);
      int all =
          job.indexed()
              ? status.completedIndexes().size() + indexes.size()
              : status.succeeded() + succeeded.size();
      return new Ended(all, status.failed() + failed.size(), indexes, succeeded, failed);
    }
  }

  /** The condition that says how the Job will end, once its pods have. */
  private static Optional<JobCondition> target(JobStatus status) {
    return status.isTrue("FailureTarget").or(() -> status.isTrue("SuccessCriteriaMet"));
  }

  private static Optional<JobCondition> failure(
      Job job, Ended ended, List<Pod> active, Instant started, Instant now) {
    int restarts = job.restartsInPlace() ? active.stream().mapToInt(Pod::allRestarts).sum() : 0;
    boolean restartedTooOften =
        job.restartsInPlace()
            && (job.backoffLimit() == 0 ? restarts > 0 : restarts >= job.backoffLimit());
    if (ended.failed > job.backoffLimit() || restartedTooOften) {
      return Optional.of(
          condition(
              "FailureTarget",
              "BackoffLimitExceeded",
              "Job has reached the specified backoff limit",
              now));
    }
    boolean tooLate =
        job.activeDeadlineSeconds() >= 0
            && !job.suspended()
            && started != null
            && !started.plusSeconds(job.activeDeadlineSeconds()).isAfter(now);
    return tooLate
        ? Optional.of(
            condition(
                "FailureTarget",
                "DeadlineExceeded",
                "Job was active longer than specified deadline",
                now))
        : Optional.empty();
  }

  private static boolean isComplete(Job job, Ended ended, List<Pod> active) {
    return job.completions() < 0
        ? ended.succeeded > 0 && active.isEmpty()
        : ended.succeeded >= job.completions();
  }

  /** When suspended or resumed just now, notes it; the new start time when resumed. */
  private static Instant suspension(Job job, List<JobCondition> conditions, Instant now) {
    Optional<JobCondition> known =
        conditions.stream().filter(c -> c.type().equals("Suspended")).findFirst();
    boolean was = known.map(c -> c.status().equals("True")).orElse(false);
    if (was == job.suspended()) {
      return null;
    }
    known.ifPresent(conditions::remove);
    conditions.add(
        job.suspended()
            ? new JobCondition("Suspended", "True", now, "JobSuspended", "Job suspended")
            : new JobCondition("Suspended", "False", now, "JobResumed", "Job resumed"));
    return job.suspended() ? null : now;
  }

  private static int wanted(Job job, Ended ended, int active) {
    if (job.suspended()) {
      return 0;
    }
    if (job.completions() < 0) {
      return ended.succeeded > 0 ? active : job.parallelism();
    }
    return Math.max(0, Math.min(job.parallelism(), job.completions() - ended.succeeded));
  }

  /**
   * Pods of one index too many, then whatever is above the wanted number, the least useful first.
   */
  private static List<Pod> surplus(Job job, Ended ended, List<Pod> active, int wanted) {
    List<Pod> order = new ArrayList<>(active);
    order.sort(
        Comparator.comparing((Pod pod) -> !pod.nodeName().isEmpty())
            .thenComparing(Pod::ready)
            .thenComparing(Pod::created, Comparator.reverseOrder())
            .thenComparing(Pod::uid));
    List<Pod> surplus = new ArrayList<>();
    if (job.indexed()) {
      Set<Integer> kept = new HashSet<>(ended.indexes);
      for (Pod pod : order.reversed()) {
        int index = Job.index(pod);
        boolean useless =
            index < 0
                || index >= job.completions()
                || job.status().completedIndexes().contains(index)
                || !kept.add(index);
        if (useless) {
          surplus.add(pod);
        }
      }
    }
    for (Pod pod : order) {
      if (active.size() - surplus.size() <= wanted) {
        break;
      }
      if (!surplus.contains(pod)) {
        surplus.add(pod);
      }
    }
    return List.copyOf(surplus.subList(0, Math.min(BURST, surplus.size())));
  }

  private static int stillTerminating(Job job, List<Pod> pods) {
    return job.replacesOnlyFailed()
        ? (int) pods.stream().filter(pod -> pod.deleting() && !pod.finished()).count()
        : 0;
  }

  private static List<Integer> pendingIndexes(Job job, Ended ended, List<Pod> pods, int most) {
    Set<Integer> taken = new HashSet<>(ended.indexes);
    for (Pod pod : pods) {
      boolean waits = job.replacesOnlyFailed() && pod.deleting() && !pod.finished();
      if (pod.active() || waits) {
        taken.add(Job.index(pod));
      }
    }
    List<Integer> pending = new ArrayList<>();
    for (int index = 0; index < job.completions() && pending.size() < most; index++) {
      if (!taken.contains(index) && !job.status().completedIndexes().contains(index)) {
        pending.add(index);
      }
    }
    return pending;
  }

  private static Duration untilDeadline(Job job, Instant started, Instant now) {
    return job.activeDeadlineSeconds() < 0 || started == null
        ? null
        : Duration.between(now, started.plusSeconds(job.activeDeadlineSeconds()));
  }

  private static Duration earlier(Duration one, Duration other) {
    return one == null ? other : other == null || one.compareTo(other) < 0 ? one : other;
  }

  private static JobCondition condition(String type, String reason, String message, Instant now) {
    return new JobCondition(type, "True", now, reason, message);
  }
}

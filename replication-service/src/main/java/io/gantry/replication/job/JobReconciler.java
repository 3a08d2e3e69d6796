package io.gantry.replication.job;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ControllerRefs;
import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.Expectations;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.SlowStart;
import io.gantry.replication.workload.ApiPodControl;
import io.gantry.replication.workload.ControllerContext;
import io.gantry.replication.workload.OwnedIndex;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.PodControl;
import io.gantry.replication.workload.SelectorCheck;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * One Job, once. No pod's end is counted twice or lost:
 *
 * <ol>
 *   <li>the uids of pods that have ended go into the status ({@code uncountedTerminatedPods});
 *   <li>their finalizers are removed;
 *   <li>the counts are raised and the uids leave the status, in one write.
 * </ol>
 *
 * Wherever a crash comes between, the next look goes on from what the status says. Only then are
 * pods made or removed.
 */
final class JobReconciler implements Reconciler<ObjectKey> {
  private final Informer<Job> jobs;
  private final Informer<Pod> pods;
  private final Expectations<ObjectKey> expectations;
  private final RetryBackOff backOff = new RetryBackOff();
  private final ReleasedPods released = new ReleasedPods();
  private final ApiClient client;
  private final EventRecorder events;
  private final PodControl podControl;
  private final SlowStart slowStart;
  private final InstantSource clock;
  private final ControllerRefs refs;

  JobReconciler(
      ControllerContext context,
      Informer<Job> jobs,
      Informer<Pod> pods,
      Expectations<ObjectKey> expectations) {
    this.jobs = jobs;
    this.pods = pods;
    this.expectations = expectations;
    this.client = context.client();
    this.events = context.events();
    this.podControl = new ApiPodControl(client, events);
    this.slowStart = context.slowStart();
    this.clock = context.clock();
    this.refs = new ControllerRefs(client);
  }

  @Override
  public Outcome reconcile(ObjectKey key) throws Exception {
    Optional<Job> found = jobs.get(key);
    release(abandoned(key, found));
    if (found.isEmpty()) {
      expectations.forget(key);
      return Outcome.DONE;
    }
    Job job = found.get();
    SelectorCheck.mustSelect(
        key.toString(), job.selector(), Json.map(job.template(), "metadata", "labels"));
    boolean mayAct = expectations.satisfied(key);
    List<Pod> owned =
        released.known(
            job.uid(),
            refs.claim(
                job.asOwner(),
                job.selector(),
                Resources.PODS,
                OwnedIndex.candidates(pods, job.uid(), job.namespace())));
    if (job.status().finished()) {
      backOff.forget(job.uid());
      released.forget(job.uid());
      release(owned.stream().filter(Job::isTracked).toList());
      return afterFinish(job);
    }
    Instant now = clock.instant();
    noteFailures(job, owned, now);
    JobPlan plan = JobPlanner.plan(job, owned, mayAct, backOff.wait(job.uid(), now), now);
    Job current = writeStatus(job, plan.status());
    Set<String> released = countable(job, plan.status(), owned);
    JobStatus counted = JobPlanner.counted(current, plan.status(), released, owned, now);
    tell(job, counted);
    current = writeStatus(current, counted);
    carryOut(current, plan);
    return current.status().finished()
        ? afterFinish(current)
        : plan.lookAgain() == null ? Outcome.DONE : Outcome.requeueAfter(plan.lookAgain());
  }

  /** Pods that wait to be counted by a Job that is gone: nobody will. */
  private List<Pod> abandoned(ObjectKey key, Optional<Job> job) {
    return pods.inNamespace(key.namespace()).stream()
        .filter(Job::isTracked)
        .filter(
            pod ->
                pod.controller()
                    .filter(ref -> ref.kind().equals("Job") && ref.name().equals(key.name()))
                    .filter(ref -> job.isEmpty() || !job.get().uid().equals(ref.uid()))
                    .isPresent())
        .toList();
  }

  private void noteFailures(Job job, List<Pod> owned, Instant now) {
    Predicate<Pod> uncounted =
        pod ->
            Job.isTracked(pod)
                && !job.status().uncountedFailed().contains(pod.uid())
                && !job.status().uncountedSucceeded().contains(pod.uid());
    if (owned.stream().filter(uncounted).anyMatch(pod -> pod.phase().equals("Succeeded"))) {
      backOff.forget(job.uid());
    }
    List<Pod> failed =
        owned.stream().filter(uncounted).filter(pod -> pod.phase().equals("Failed")).toList();
    if (!failed.isEmpty()) {
      Instant last =
          failed.stream()
              .map(Pod::finishedAt)
              .filter(Objects::nonNull)
              .max(Instant::compareTo)
              .orElse(now);
      backOff.failed(job.uid(), failed.size(), last);
    }
  }

  /** Removes the finalizers of the pods that are to be counted; the uids that may be counted. */
  private Set<String> countable(Job job, JobStatus status, List<Pod> owned) throws Exception {
    Set<String> uids = new HashSet<>(status.uncountedSucceeded());
    uids.addAll(status.uncountedFailed());
    Set<String> stuck = ConcurrentHashMap.newKeySet();
    List<Pod> tracked =
        owned.stream().filter(p -> uids.contains(p.uid()) && Job.isTracked(p)).toList();
    Exception failure =
        slowStart.each(
            tracked,
            pod -> {
              try {
                removeFinalizer(pod);
                released.add(job.uid(), pod.uid());
              } catch (RuntimeException e) {
                stuck.add(pod.uid());
                throw e;
              }
            });
    uids.removeAll(stuck);
    if (failure != null && uids.isEmpty()) {
      throw failure;
    }
    return uids;
  }

  private void release(List<Pod> tracked) throws Exception {
    Exception failure = slowStart.each(tracked, this::removeFinalizer);
    if (failure != null) {
      throw failure;
    }
  }

  private void removeFinalizer(Pod pod) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata").put("uid", pod.uid());
    metadata.putArray("$deleteFromPrimitiveList/finalizers").add(Job.TRACKING);
    try {
      client.patch(Resources.PODS, pod.namespace(), pod.name(), "", PatchType.STRATEGIC, patch);
    } catch (StatusException e) {
      // Gone, or another pod of its name: nothing holds what we wanted to let go.
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  private void carryOut(Job job, JobPlan plan) throws Exception {
    List<Pod> deletions = plan.remove().isEmpty() ? plan.end() : plan.remove();
    int creations = plan.createPods() + plan.createIndexes().size();
    if (deletions.isEmpty() && creations == 0) {
      return;
    }
    PodControl.Actor actor = new PodControl.Actor(job.asOwner(), job.reference());
    expectations.expect(job.key(), creations, deletions.stream().map(Pod::uid).toList());
    boolean counts = plan.remove().isEmpty();
    Exception failure = slowStart.each(deletions, pod -> delete(job, actor, pod, counts));
    ObjectNode template = JobTemplate.of(job);
    Queue<Integer> indexes = new ConcurrentLinkedQueue<>(plan.createIndexes());
    SlowStart.Result result =
        slowStart.run(
            creations,
            () -> {
              create(job, actor, template, indexes.poll());
              return null;
            });
    expectations.creationsObserved(job.key(), creations - result.successes());
    if (failure != null || result.error() != null) {
      throw failure != null ? failure : result.error();
    }
  }

  private void create(Job job, PodControl.Actor actor, ObjectNode template, Integer index) {
    try {
      if (index == null) {
        podControl.create(actor, template);
      } else {
        podControl.create(
            actor, JobTemplate.indexed(job, template, index), job.name() + "-" + index);
      }
    } catch (StatusException e) {
      if (!ApiPodControl.namespaceIsGoing(e)) {
        throw e;
      }
    }
  }

  private void delete(Job job, PodControl.Actor actor, Pod pod, boolean counts) {
    try {
      if (!counts) {
        removeFinalizer(pod);
        released.add(job.uid(), pod.uid());
      }
      podControl.delete(actor, pod);
    } catch (RuntimeException e) {
      expectations.deletionObserved(job.key(), pod.uid());
      if (!(e instanceof StatusException s && (s.isNotFound() || s.isConflict()))) {
        throw e;
      }
    }
  }

  private Job writeStatus(Job job, JobStatus status) {
    if (status.equals(job.status())) {
      return job;
    }
    ObjectNode tree = job.object().tree();
    tree.set("status", status.toJson());
    var answer = client.update(Resources.JOBS, job.namespace(), "status", tree);
    jobs.wrote(answer);
    return Job.of(answer);
  }

  private void tell(Job job, JobStatus after) {
    if (after.isTrue("Complete").isPresent()) {
      events.normal(job.reference(), "Completed", "Job completed");
    }
    after.isTrue("Failed").ifPresent(c -> events.warning(job.reference(), c.reason(), c.message()));
    boolean was = job.status().isTrue("Suspended").isPresent();
    boolean is = after.isTrue("Suspended").isPresent();
    if (!was && is) {
      events.normal(job.reference(), "Suspended", "Job suspended");
    } else if (was && !is && !after.finished()) {
      events.normal(job.reference(), "Resumed", "Job resumed");
    }
  }

  /** A finished Job with a time to live is deleted when that is over. */
  private Outcome afterFinish(Job job) {
    if (job.ttlSecondsAfterFinished() < 0 || job.object().deleting()) {
      return Outcome.DONE;
    }
    Instant finished =
        job.status().isTrue("Complete").or(() -> job.status().isTrue("Failed")).orElseThrow().at();
    Duration left =
        Duration.between(clock.instant(), finished.plusSeconds(job.ttlSecondsAfterFinished()));
    if (left.isPositive()) {
      return Outcome.requeueAfter(left);
    }
    client.delete(
        Resources.JOBS,
        job.namespace(),
        job.name(),
        new DeleteOptions(null, "Foreground", job.uid(), null, false));
    return Outcome.DONE;
  }
}

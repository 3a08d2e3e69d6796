package io.gantry.nodeagent.pods;

import io.gantry.apimodel.Json;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.nodeagent.containers.DownwardApi;
import io.gantry.nodeagent.containers.NodeFacts;
import io.gantry.nodeagent.images.ImagePuller;
import io.gantry.nodeagent.plan.PodAction;
import io.gantry.nodeagent.plan.PodGoal;
import io.gantry.nodeagent.plan.PodPlan;
import io.gantry.nodeagent.plan.PodPlanner;
import io.gantry.nodeagent.pod.ContainerNote;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.CrashBackOff;
import io.gantry.nodeagent.pod.PodAddress;
import io.gantry.nodeagent.pod.PodEvents;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.probes.ProbeControl;
import io.gantry.nodeagent.runtime.ContainerKind;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.Labels;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.PodRef;
import io.gantry.nodeagent.runtime.RuntimeGoneException;
import io.gantry.nodeagent.status.PodStatusPlanner;
import io.gantry.nodeagent.status.PodStatusWriter;
import io.gantry.nodeagent.status.StatusInput;
import io.gantry.nodeagent.volumes.VolumeControl;
import io.gantry.nodeagent.volumes.VolumeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings one pod a step closer to what is wanted: looks at the engine, plans, tells the status,
 * acts; again until there is nothing to do but wait. One worker at a time per pod.
 */
public final class PodReconciler implements Reconciler<String> {
  private static final Duration REFRESH_VOLUMES = Duration.ofSeconds(60);
  private static final Duration RUNTIME_RETRY = Duration.ofSeconds(1);

  /** When a pod's sandbox is told of that nothing else was to tell of meanwhile. */
  private static final Duration SANDBOX_TOLD = Duration.ofSeconds(1);

  private static final int STEPS_AT_ONCE = 100;

  private final PodTable table;
  private final ContainerRuntime runtime;
  private final SandboxControl sandboxes;
  private final ContainerStarter starter;
  private final ContainerStops stops;
  private final ProbeControl probes;
  private final VolumeControl volumes;
  private final ImagePuller images;
  private final PodStatusWriter statuses;
  private final TerminationMessages messages;
  private final NodeFacts facts;
  private final PodEvents events;
  private final InstantSource clock;
  private final Consumer<String> wake;
  private final Executor background = task -> Thread.ofVirtual().name("volumes").start(task);
  private final CrashBackOff crashes = new CrashBackOff();
  private final Map<String, PodMemory> memories = new ConcurrentHashMap<>();

  public PodReconciler(PodParts parts, Consumer<String> wake) {
    this.table = parts.table();
    this.runtime = parts.runtime();
    this.sandboxes = parts.sandboxes();
    this.starter = parts.starter();
    this.stops = parts.stops();
    this.probes = parts.probes();
    this.volumes = parts.volumes();
    this.images = parts.images();
    this.statuses = parts.statuses();
    this.messages = parts.messages();
    this.facts = parts.facts();
    this.events = parts.events();
    this.clock = parts.clock();
    this.wake = wake;
  }

  @Override
  public Outcome reconcile(String uid) {
    try {
      Outcome outcome = Outcome.DONE;
      for (int step = 0; step < STEPS_AT_ONCE; step++) {
        Optional<Outcome> rest = step(uid);
        if (rest.isPresent()) {
          return rest.get();
        }
        outcome = Outcome.requeueAfter(Duration.ZERO);
      }
      return outcome;
    } catch (RuntimeGoneException e) {
      // The node says so in its Ready condition; the pod is kept as it was last seen.
      return Outcome.requeueAfter(RUNTIME_RETRY);
    }
  }

  /** One look and one round of actions; empty when another look is due at once. */
  private Optional<Outcome> step(String uid) {
    // Asked before the table is: a snapshot that comes in between must not make an orphan of a pod
    // that was looked for too early, and whose containers run.
    boolean synced = table.synced();
    Optional<PodView> wanted = table.wanted(uid);
    List<ObservedContainer> observed = runtime.podContainers(uid);
    if (wanted.isEmpty()) {
      return synced ? removed(uid, observed) : Optional.of(Outcome.requeueAfter(RUNTIME_RETRY));
    }
    PodView pod = wanted.get();
    PodMemory memory = memories.computeIfAbsent(uid, key -> new PodMemory());
    Instant now = clock.instant();
    learn(pod, memory, observed, now);
    PodGoal goal = goal(pod, memory, now);
    boolean terminating = !(goal instanceof PodGoal.Run);
    probes.update(pod, observed, address(pod, memory).ip(), terminating);
    PodPlan plan = PodPlanner.plan(pod, goal, observed, notes(pod, memory, observed), now);
    tell(pod, memory, observed, terminating && plan.ended(), now);
    boolean progressed = false;
    for (PodAction action : plan.actions()) {
      progressed |= act(pod, memory, action);
    }
    if (progressed) {
      return Optional.empty();
    }
    if (pod.deleting() && plan.ended() && !memory.deleteAsked) {
      memory.deleteAsked = true;
      statuses.delete(pod);
    }
    return Optional.of(rest(pod, memory, plan, terminating, now));
  }

  // --- what is wanted -------------------------------------------------------------------------

  private PodGoal goal(PodView pod, PodMemory memory, Instant now) {
    if (pod.deleting()) {
      return new PodGoal.Stop(pod.graceSeconds(), "");
    }
    if (pod.terminalInApi() || memory.verdict != null) {
      return new PodGoal.Stop(pod.graceSeconds(), "");
    }
    Instant deadline = pod.deadline(memory.startedAt);
    if (deadline != null && !now.isBefore(deadline)) {
      memory.verdict =
          new StatusInput.Verdict(
              "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
      events.normal(
          pod, "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
      return new PodGoal.Stop(pod.graceSeconds(), "");
    }
    return new PodGoal.Run();
  }

  /** Of a pod the API no longer has, nothing is kept. */
  private Optional<Outcome> removed(String uid, List<ObservedContainer> observed) {
    PodView last = table.removed(uid).orElseGet(() -> orphan(uid, observed));
    PodMemory memory = memories.computeIfAbsent(uid, key -> new PodMemory());
    probes.update(last, observed, memory.podIp, true);
    observed.stream().filter(ObservedContainer::exited).forEach(end -> stops.ended(end.id()));
    PodPlan plan =
        PodPlanner.plan(
            last, new PodGoal.Remove(last.graceSeconds()), observed, Map.of(), clock.instant());
    boolean progressed = false;
    for (PodAction action : plan.actions()) {
      progressed |= act(last, memory, action);
    }
    if (progressed) {
      return Optional.empty();
    }
    if (plan.ended()) {
      forget(uid);
    }
    return Optional.of(Outcome.DONE);
  }

  /** Containers of a pod nobody told us of: all that is known stands on their labels. */
  private static PodView orphan(String uid, List<ObservedContainer> observed) {
    ObjectNode tree = Json.object();
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("uid", uid);
    if (!observed.isEmpty()) {
      ObservedContainer any = observed.getFirst();
      PodRef ref = any.pod();
      metadata.put("name", ref.name()).put("namespace", ref.namespace());
      String grace = any.labels().getOrDefault(Labels.POD_GRACE, "30");
      tree.putObject("spec").put("terminationGracePeriodSeconds", Long.parseLong(grace));
    }
    return PodView.of(tree);
  }

  private void forget(String uid) {
    probes.forget(uid);
    images.forget(uid);
    crashes.forget(uid);
    statuses.forget(uid);
    sandboxes.release(uid);
    volumes.remove(uid);
    memories.remove(uid);
    table.forget(uid);
  }

  // --- what is there --------------------------------------------------------------------------

  private void learn(PodView pod, PodMemory memory, List<ObservedContainer> observed, Instant now) {
    if (memory.startedAt == null) {
      memory.startedAt = pod.startTime() != null ? pod.startTime() : now;
    }
    if (memory.lastStatus == null && Json.has(pod.status(), "startTime")) {
      memory.lastStatus = ((ObjectNode) pod.status()).deepCopy();
    }
    Optional<ObservedContainer> sandbox = PodPlanner.liveSandbox(observed);
    if (sandbox.isPresent() && !memory.checkedSandbox.equals(sandbox.get().id())) {
      memory.podIp = sandboxes.adopt(pod, sandbox.get()).ip();
      memory.checkedSandbox = sandbox.get().id();
    }
    for (ObservedContainer container : observed) {
      if (container.exited()) {
        stops.ended(container.id());
        if (container.kind() != ContainerKind.SANDBOX
            && !memory.messages.containsKey(container.id())) {
          memory.messages.put(container.id(), messages.message(pod, container));
        }
      }
    }
    for (ContainerView container : pod.allContainers()) {
      PodPlanner.latest(observed, container.name())
          .ifPresent(latest -> holdBack(pod, memory, container, latest, now));
    }
  }

  /** A container that ended and is to run again waits, longer each time. */
  private void holdBack(
      PodView pod,
      PodMemory memory,
      ContainerView container,
      ObservedContainer latest,
      Instant now) {
    if (latest.running()) {
      memory.held.remove(container.name());
      return;
    }
    if (!latest.exited() || !PodPlanner.restarts(pod, container, latest.exitCode())) {
      return;
    }
    String key = crashKey(pod, container);
    Instant until = crashes.until(key, latest.endedAt(), now);
    if (!until.isAfter(now)) {
      return;
    }
    memory.held.put(
        container.name(),
        new PodMemory.Held(
            "CrashLoopBackOff",
            "back-off "
                + CrashBackOff.text(crashes.pause(key))
                + " restarting failed container="
                + container.name()
                + " pod="
                + pod.ref().described(),
            until));
    if (memory.announcedBackOffs.add(latest.id())) {
      events.warning(
          pod,
          container,
          "BackOff",
          "Back-off restarting failed container "
              + container.name()
              + " in pod "
              + pod.ref().described());
    }
  }

  private static String crashKey(PodView pod, ContainerView container) {
    return pod.ref().uid() + "/" + container.name() + "/" + container.hash();
  }

  private Map<String, ContainerNote> notes(
      PodView pod, PodMemory memory, List<ObservedContainer> observed) {
    Map<String, ContainerNote> notes = new HashMap<>();
    for (ContainerView container : pod.allContainers()) {
      ProbeControl.Verdict verdict =
          PodPlanner.latest(observed, container.name())
              .filter(ObservedContainer::running)
              .map(running -> probes.verdict(pod, container, running))
              .orElse(ProbeControl.Verdict.GOOD);
      PodMemory.Held held = memory.held.get(container.name());
      notes.put(
          container.name(),
          new ContainerNote(
              held == null ? null : held.until(),
              verdict.started(),
              verdict.ready(),
              verdict.restartBecause(),
              held == null ? "" : held.reason(),
              held == null ? "" : held.message()));
    }
    return notes;
  }

  private static PodAddress address(PodView pod, PodMemory memory) {
    return new PodAddress(memory.podIp);
  }

  // --- what to tell ---------------------------------------------------------------------------

  private void tell(
      PodView pod, PodMemory memory, List<ObservedContainer> observed, boolean ended, Instant now) {
    ObjectNode previous =
        memory.lastStatus != null ? memory.lastStatus : (ObjectNode) pod.tree().path("status");
    ObjectNode status =
        PodStatusPlanner.status(
            new StatusInput(
                pod,
                previous,
                observed,
                notes(pod, memory, observed),
                facts.node(),
                memory.podIp,
                ended,
                memory.verdict,
                memory.messages,
                now));
    if (!status.equals(memory.lastStatus) || !status.equals(pod.status())) {
      boolean mayWait = PodStatusPlanner.differsInSandboxOnly(memory.lastStatus, status);
      memory.lastStatus = status;
      statuses.tellWithin(pod, status, mayWait ? SANDBOX_TOLD : Duration.ZERO);
    }
  }

  private Outcome rest(
      PodView pod, PodMemory memory, PodPlan plan, boolean terminating, Instant now) {
    List<Instant> times = new ArrayList<>();
    if (plan.wakeAt() != null) {
      times.add(plan.wakeAt());
    }
    if (!terminating) {
      Instant deadline = pod.deadline(memory.startedAt);
      if (deadline != null) {
        times.add(deadline);
      }
      if (memory.volumesAt != null && !plan.ended()) {
        times.add(memory.volumesAt.plus(REFRESH_VOLUMES));
        refreshVolumes(pod, memory, now);
      }
    }
    return times.stream()
        .min(Instant::compareTo)
        .map(at -> Outcome.requeueAfter(Duration.between(now, at).plusMillis(1)))
        .orElse(Outcome.DONE);
  }

  // --- what to do -----------------------------------------------------------------------------

  /** True when the engine's state has changed, so that another look is due. */
  private boolean act(PodView pod, PodMemory memory, PodAction action) {
    return switch (action) {
      case PodAction.CreateSandbox(int attempt) -> createSandbox(pod, memory, attempt);
      case PodAction.StartContainer(
              ContainerView container,
              int attempt,
              ObservedContainer sandbox) ->
          startContainer(pod, memory, container, attempt, sandbox);
      case PodAction.StopContainer(ObservedContainer container, long grace, String message) -> {
        stops.ensure(pod, container, grace, message, memory.podIp);
        yield false;
      }
      case PodAction.RemoveSandbox(ObservedContainer sandbox) -> {
        sandboxes.remove(sandbox);
        yield true;
      }
      case PodAction.RemoveContainer(ObservedContainer container) -> {
        runtime.remove(container.id());
        memory.messages.remove(container.id());
        yield true;
      }
    };
  }

  private boolean createSandbox(PodView pod, PodMemory memory, int attempt) {
    // Volumes need no sandbox: both are made at the same time.
    prepareVolumes(pod, memory);
    if (attempt > 0) {
      events.normal(
          pod, "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
    }
    try {
      SandboxControl.Made made = sandboxes.create(pod, attempt);
      memory.podIp = made.address().ip();
      // Just connected: the next look need not assert its link once more.
      memory.checkedSandbox = made.id();
    } catch (RuntimeGoneException e) {
      throw e;
    } catch (RuntimeException e) {
      events.warning(
          pod, "FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
      throw e;
    }
    return true;
  }

  private boolean startContainer(
      PodView pod,
      PodMemory memory,
      ContainerView container,
      int attempt,
      ObservedContainer sandbox) {
    if (!volumesReady(pod, memory)) {
      return false;
    }
    ContainerStarter.Result result =
        starter.start(
            pod,
            container,
            attempt,
            sandbox,
            address(pod, memory),
            () -> wake.accept(pod.ref().uid()));
    if (attempt > 0 && (result.runs() || result.reason().equals("RunContainerError"))) {
      Instant now = clock.instant();
      crashes.next(crashKey(pod, container), now, now);
    }
    if (result.runs()) {
      memory.held.remove(container.name());
      return true;
    }
    if (result == ContainerStarter.Result.PULLING) {
      return false;
    }
    memory.held.put(
        container.name(), new PodMemory.Held(result.reason(), result.message(), result.retryAt()));
    return true;
  }

  private void prepareVolumes(PodView pod, PodMemory memory) {
    if (memory.volumes == null) {
      DownwardApi downward = new DownwardApi(pod, facts.node(), address(pod, memory));
      memory.volumesAt = clock.instant();
      memory.volumes = CompletableFuture.runAsync(() -> volumes.prepare(pod, downward), background);
    }
  }

  /** False while they cannot be provided; tried again later and later, to two minutes. */
  private boolean volumesReady(PodView pod, PodMemory memory) {
    prepareVolumes(pod, memory);
    try {
      memory.volumes.join();
      memory.volumeFailures = 0;
      return true;
    } catch (CompletionException e) {
      memory.volumes = null;
      if (e.getCause() instanceof VolumeException failure) {
        events.warning(pod, "FailedMount", failure.getMessage());
      } else {
        events.warning(
            pod,
            "FailedMount",
            "MountVolume.SetUp failed for volumes : " + e.getCause().getMessage());
      }
      long millis = Math.min(122_000, 500L << Math.min(memory.volumeFailures++, 8));
      String uid = pod.ref().uid();
      CompletableFuture.delayedExecutor(millis, java.util.concurrent.TimeUnit.MILLISECONDS)
          .execute(() -> wake.accept(uid));
      return false;
    }
  }

  /** Brings files up to date with their sources, beside the worker. */
  private void refreshVolumes(PodView pod, PodMemory memory, Instant now) {
    if (now.isBefore(memory.volumesAt.plus(REFRESH_VOLUMES))
        || memory.volumes == null
        || !memory.volumes.isDone()) {
      return;
    }
    DownwardApi downward = new DownwardApi(pod, facts.node(), address(pod, memory));
    memory.volumesAt = now;
    memory.volumes = CompletableFuture.runAsync(() -> volumes.prepare(pod, downward), background);
  }
}

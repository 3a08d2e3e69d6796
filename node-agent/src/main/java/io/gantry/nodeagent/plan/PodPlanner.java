package io.gantry.nodeagent.plan;

import io.gantry.nodeagent.pod.ContainerNote;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.runtime.ContainerKind;
import io.gantry.nodeagent.runtime.ContainerState;
import io.gantry.nodeagent.runtime.ObservedContainer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides, from what a pod should be and what the engine shows, the next steps; the rules are those
 * of the kubelet ({@code computePodActions}). Knows no clock and does nothing.
 */
public final class PodPlanner {
  private static final int ENDED_KEPT = 1;

  private PodPlanner() {}

  public static PodPlan plan(
      PodView pod,
      PodGoal goal,
      List<ObservedContainer> observed,
      Map<String, ContainerNote> notes,
      Instant now) {
    return switch (goal) {
      case PodGoal.Run run -> new Running(pod, observed, notes, now).plan();
      case PodGoal.Stop stop -> stop(pod, observed, stop.graceSeconds(), stop.message());
      case PodGoal.Remove remove -> remove(pod, observed, remove.graceSeconds());
    };
  }

  /** Apps first, then sidecars in reverse order, then the sandbox. */
  private static PodPlan stop(
      PodView pod, List<ObservedContainer> observed, long grace, String message) {
    List<PodAction> actions = new ArrayList<>();
    List<ObservedContainer> running =
        programs(observed).filter(ObservedContainer::running).toList();
    List<ObservedContainer> first =
        running.stream().filter(container -> !isSidecar(pod, container)).toList();
    if (!first.isEmpty()) {
      for (ObservedContainer container : first) {
        actions.add(new PodAction.StopContainer(container, grace, killing(container, message)));
      }
      return new PodPlan(actions, null, false);
    }
    if (!running.isEmpty()) {
      ObservedContainer last =
          running.stream()
              .max(Comparator.comparing(container -> position(pod, container)))
              .orElseThrow();
      actions.add(new PodAction.StopContainer(last, grace, killing(last, message)));
      return new PodPlan(actions, null, false);
    }
    sandboxes(observed).forEach(sandbox -> actions.add(new PodAction.RemoveSandbox(sandbox)));
    programs(observed)
        .filter(container -> container.state() == ContainerState.CREATED)
        .forEach(container -> actions.add(new PodAction.RemoveContainer(container)));
    return new PodPlan(actions, null, actions.isEmpty());
  }

  private static PodPlan remove(PodView pod, List<ObservedContainer> observed, long grace) {
    PodPlan stop = stop(pod, observed, grace, "");
    List<PodAction> actions = new ArrayList<>(stop.actions());
    programs(observed)
        .filter(ObservedContainer::exited)
        .forEach(container -> actions.add(new PodAction.RemoveContainer(container)));
    return new PodPlan(actions, null, actions.isEmpty());
  }

  private static String killing(ObservedContainer container, String message) {
    return message.isEmpty() ? "Stopping container " + container.container() : message;
  }

  private static boolean isSidecar(PodView pod, ObservedContainer container) {
    return pod.initContainers().stream()
        .anyMatch(view -> view.sidecar() && view.name().equals(container.container()));
  }

  private static int position(PodView pod, ObservedContainer container) {
    for (int i = 0; i < pod.initContainers().size(); i++) {
      if (pod.initContainers().get(i).name().equals(container.container())) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }

  private static java.util.stream.Stream<ObservedContainer> programs(List<ObservedContainer> all) {
    return all.stream().filter(container -> container.kind() != ContainerKind.SANDBOX);
  }

  private static java.util.stream.Stream<ObservedContainer> sandboxes(List<ObservedContainer> all) {
    return all.stream().filter(container -> container.kind() == ContainerKind.SANDBOX);
  }

  /** Whether a container that ended with this code is started again. */
  public static boolean restarts(PodView pod, ContainerView container, int exitCode) {
    if (container.sidecar()) {
      return true;
    }
    return switch (pod.restartPolicy()) {
      case "Never" -> false;
      case "OnFailure" -> exitCode != 0;
      default -> container.kind() != ContainerKind.INIT || exitCode != 0;
    };
  }

  /** The newest container of that name; the list is newest first. */
  public static Optional<ObservedContainer> latest(List<ObservedContainer> observed, String name) {
    return programs(observed)
        .filter(container -> container.container().equals(name))
        .max(
            Comparator.comparingInt(ObservedContainer::attempt)
                .thenComparing(ObservedContainer::createdAt));
  }

  /** The sandbox the pod lives in: the newest that runs. */
  public static Optional<ObservedContainer> liveSandbox(List<ObservedContainer> observed) {
    return sandboxes(observed)
        .filter(ObservedContainer::running)
        .max(Comparator.comparingInt(ObservedContainer::attempt));
  }

  /** The plan of a pod that is to run. */
  private static final class Running {
    private final PodView pod;
    private final List<ObservedContainer> observed;
    private final Map<String, ContainerNote> notes;
    private final Instant now;
    private final List<PodAction> actions = new ArrayList<>();
    private Instant wakeAt;
    private boolean waiting;

    Running(
        PodView pod,
        List<ObservedContainer> observed,
        Map<String, ContainerNote> notes,
        Instant now) {
      this.pod = pod;
      this.observed = observed;
      this.notes = notes;
      this.now = now;
    }

    PodPlan plan() {
      Optional<ObservedContainer> sandbox = liveSandbox(observed);
      if (sandbox.isEmpty()) {
        withoutSandbox();
      } else {
        inSandbox(sandbox.get());
      }
      prune(sandbox);
      boolean ended =
          !waiting
              && actions.stream()
                  .noneMatch(action -> !(action instanceof PodAction.RemoveContainer))
              && programs(observed).noneMatch(ObservedContainer::running);
      if (ended && sandbox.isPresent()) {
        actions.add(new PodAction.RemoveSandbox(sandbox.get()));
      }
      return new PodPlan(List.copyOf(actions), wakeAt, ended);
    }

    /** A sandbox that died takes the network along: its programs are stopped before a new one. */
    private void withoutSandbox() {
      List<ObservedContainer> running =
          programs(observed).filter(ObservedContainer::running).toList();
      if (!running.isEmpty()) {
        for (ObservedContainer container : running) {
          actions.add(
              new PodAction.StopContainer(
                  container,
                  pod.graceSeconds(),
                  "Pod sandbox changed, it will be killed and re-created."));
        }
        return;
      }
      if (anythingToStart()) {
        int attempt = sandboxes(observed).mapToInt(ObservedContainer::attempt).max().orElse(-1) + 1;
        actions.add(new PodAction.CreateSandbox(attempt));
      }
    }

    private boolean anythingToStart() {
      if (failedInitForGood()) {
        return false;
      }
      for (ContainerView container : pod.containers()) {
        Optional<ObservedContainer> latest = latest(observed, container.name());
        if (latest.isEmpty()
            || !latest.get().exited()
            || restarts(pod, container, latest.get().exitCode())) {
          return true;
        }
      }
      return false;
    }

    private boolean failedInitForGood() {
      return pod.restartPolicy().equals("Never")
          && pod.initContainers().stream()
              .filter(container -> !container.sidecar())
              .map(container -> latest(observed, container.name()))
              .anyMatch(
                  latest ->
                      latest.isPresent() && latest.get().exited() && latest.get().exitCode() != 0);
    }

    private void inSandbox(ObservedContainer sandbox) {
      if (!initialized(sandbox)) {
        return;
      }
      for (ContainerView container : pod.containers()) {
        Optional<ObservedContainer> latest = latest(observed, container.name());
        if (latest.isEmpty()) {
          start(container, 0, sandbox);
          continue;
        }
        ObservedContainer at = latest.get();
        switch (at.state()) {
          case CREATED -> start(container, at.attempt(), sandbox);
          case RUNNING -> keepRunning(container, at, sandbox);
          case EXITED -> {
            if (restarts(pod, container, at.exitCode())) {
              restart(container, at, sandbox);
            }
          }
        }
      }
    }

    /** Goes through the init containers in order; true when the others may start. */
    private boolean initialized(ObservedContainer sandbox) {
      boolean appsBegan =
          programs(observed)
              .anyMatch(
                  container ->
                      container.kind() == ContainerKind.APP
                          && container.sandboxId().equals(sandbox.id()));
      for (ContainerView container : pod.initContainers()) {
        Optional<ObservedContainer> inThis =
            latest(observed, container.name())
                .filter(latest -> latest.sandboxId().equals(sandbox.id()));
        if (container.sidecar()) {
          if (!sidecarUp(container, inThis, sandbox) && !appsBegan) {
            return false;
          }
        } else if (!appsBegan && !initDone(container, inThis, sandbox)) {
          return false;
        }
      }
      return true;
    }

    private boolean sidecarUp(
        ContainerView container, Optional<ObservedContainer> inThis, ObservedContainer sandbox) {
      if (inThis.isEmpty()) {
        start(container, nextAttempt(container), sandbox);
        return false;
      }
      ObservedContainer at = inThis.get();
      switch (at.state()) {
        case CREATED -> start(container, at.attempt(), sandbox);
        case EXITED -> restart(container, at, sandbox);
        case RUNNING -> {
          keepRunning(container, at, sandbox);
          if (note(container).started()) {
            return true;
          }
          waiting = true;
        }
      }
      return false;
    }

    private boolean initDone(
        ContainerView container, Optional<ObservedContainer> inThis, ObservedContainer sandbox) {
      if (inThis.isEmpty()) {
        // After a new sandbox an init container runs anew, unless the pod may not restart anything.
        start(container, nextAttempt(container), sandbox);
        return false;
      }
      ObservedContainer at = inThis.get();
      switch (at.state()) {
        case CREATED -> start(container, at.attempt(), sandbox);
        case RUNNING -> waiting = true;
        case EXITED -> {
          if (at.exitCode() == 0) {
            return true;
          }
          if (restarts(pod, container, at.exitCode())) {
            restart(container, at, sandbox);
          }
        }
      }
      return false;
    }

    private int nextAttempt(ContainerView container) {
      return latest(observed, container.name()).map(latest -> latest.attempt() + 1).orElse(0);
    }

    private void keepRunning(
        ContainerView container, ObservedContainer at, ObservedContainer sandbox) {
      waiting = true;
      String because = note(container).restartBecause();
      if (!at.sandboxId().equals(sandbox.id())) {
        because = "Pod sandbox changed, it will be killed and re-created.";
      } else if (!at.specHash().equals(container.hash())) {
        because = "Container " + container.name() + " definition changed, will be restarted";
      }
      if (!because.isEmpty()) {
        actions.add(new PodAction.StopContainer(at, pod.graceSeconds(), because));
      }
    }

    private void restart(ContainerView container, ObservedContainer at, ObservedContainer sandbox) {
      start(container, at.attempt() + 1, sandbox);
    }

    private void start(ContainerView container, int attempt, ObservedContainer sandbox) {
      waiting = true;
      Instant backOff = note(container).backOffUntil();
      if (backOff != null && backOff.isAfter(now)) {
        if (wakeAt == null || backOff.isBefore(wakeAt)) {
          wakeAt = backOff;
        }
        return;
      }
      actions.add(new PodAction.StartContainer(container, attempt, sandbox));
    }

    private ContainerNote note(ContainerView container) {
      return notes.getOrDefault(container.name(), ContainerNote.NONE);
    }

    /** Of each container the last ended one is kept (lastState, logs --previous). */
    private void prune(Optional<ObservedContainer> sandbox) {
      for (ContainerView container : pod.allContainers()) {
        int current = latest(observed, container.name()).map(ObservedContainer::attempt).orElse(-1);
        programs(observed)
            .filter(old -> old.container().equals(container.name()))
            .filter(old -> old.exited() && old.attempt() < current)
            .sorted(Comparator.comparingInt(ObservedContainer::attempt).reversed())
            .skip(ENDED_KEPT)
            .forEach(old -> actions.add(new PodAction.RemoveContainer(old)));
      }
      if (sandbox.isPresent()) {
        sandboxes(observed)
            .filter(old -> !old.id().equals(sandbox.get().id()))
            .forEach(old -> actions.add(new PodAction.RemoveSandbox(old)));
      }
    }
  }
}

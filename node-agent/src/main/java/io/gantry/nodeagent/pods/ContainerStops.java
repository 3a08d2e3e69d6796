package io.gantry.nodeagent.pods;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodEvents;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.probes.LifecycleHooks;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.RuntimeGoneException;
import io.gantry.nodeagent.runtime.RuntimeRefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Stops containers, each on a thread of its own.
 *
 * <pre>
 * preStop hook ──► stop signal ──► (grace period) ──► SIGKILL ──► (until seen ended, again)
 * </pre>
 *
 * The hook and the grace period share one clock. A later, shorter grace period cuts the wait.
 */
public final class ContainerStops {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerStops.class);
  private static final long AGAIN_MILLIS = 5_000;

  /** After a hook that used up all the time the program still gets this. */
  private static final Duration LEAST = Duration.ofSeconds(2);

  private final ContainerRuntime runtime;
  private final LifecycleHooks hooks;
  private final PodEvents events;
  private final InstantSource clock;
  private final Map<String, Stop> stops = new ConcurrentHashMap<>();

  private static final class Stop {
    private Instant deadline;
    private boolean ended;

    Stop(Instant deadline) {
      this.deadline = deadline;
    }

    synchronized void shorten(Instant earlier) {
      if (earlier.isBefore(deadline)) {
        deadline = earlier;
        notifyAll();
      }
    }

    synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized boolean ended() {
      return ended;
    }

    /** Waits for the end or the deadline; true at the end. */
    synchronized boolean await(InstantSource clock) throws InterruptedException {
      while (!ended) {
        long left = Duration.between(clock.instant(), deadline).toMillis();
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
      return true;
    }
  }

  public ContainerStops(
      ContainerRuntime runtime, LifecycleHooks hooks, PodEvents events, InstantSource clock) {
    this.runtime = runtime;
    this.hooks = hooks;
    this.events = events;
    this.clock = clock;
  }

  /** Begins to stop, or shortens a stop under way. Returns at once. */
  public void ensure(
      PodView pod, ObservedContainer container, long graceSeconds, String message, String podIp) {
    Instant deadline = clock.instant().plusSeconds(graceSeconds);
    Stop fresh = new Stop(deadline);
    Stop running = stops.putIfAbsent(container.id(), fresh);
    if (running != null) {
      running.shorten(deadline);
      return;
    }
    Thread.ofVirtual()
        .name("stop " + container.container())
        .start(() -> stop(pod, container, fresh, message, podIp));
  }

  /** The container was seen to have ended. */
  public void ended(String containerId) {
    Stop stop = stops.remove(containerId);
    if (stop != null) {
      stop.end();
    }
  }

  private void stop(
      PodView pod, ObservedContainer container, Stop stop, String message, String podIp) {
    try {
      Optional<ContainerView> view = pod.container(container.container());
      view.ifPresent(at -> events.normal(pod, at, "Killing", message));
      JsonNode hook = view.map(at -> Json.at(at.spec(), "lifecycle", "preStop")).orElse(null);
      if (hook != null) {
        preStop(hook, pod, view.get(), container, stop, podIp);
      }
      if (stop.ended()) {
        return;
      }
      runtime.signal(container.id(), "");
      while (!stop.await(clock)) {
        runtime.signal(container.id(), "SIGKILL");
        Instant again = clock.instant().plusMillis(AGAIN_MILLIS);
        synchronized (stop) {
          stop.deadline = again;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeGoneException | RuntimeRefusedException e) {
      // The worker sees that it still runs, and begins again.
      LOG.warn("Stopping {} of {}: {}", container.container(), pod.ref(), e.getMessage());
      stops.remove(container.id());
    }
  }

  private void preStop(
      JsonNode hook,
      PodView pod,
      ContainerView view,
      ObservedContainer container,
      Stop stop,
      String podIp)
      throws InterruptedException {
    Thread runner =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    String failure = hooks.run(hook, pod, view, container, podIp);
                    if (!failure.isEmpty()) {
                      events.warning(pod, view, "FailedPreStopHook", "PreStopHook failed");
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } catch (RuntimeGoneException | RuntimeRefusedException e) {
                    events.warning(pod, view, "FailedPreStopHook", "PreStopHook failed");
                  }
                });
    Instant deadline;
    synchronized (stop) {
      deadline = stop.deadline;
    }
    while (runner.isAlive() && !stop.ended()) {
      long left = Duration.between(clock.instant(), deadline).toMillis();
      if (left <= 0) {
        break;
      }
      runner.join(Duration.ofMillis(Math.min(left, 200)));
      synchronized (stop) {
        deadline = stop.deadline;
      }
    }
    runner.interrupt();
    Instant least = clock.instant().plus(LEAST);
    synchronized (stop) {
      if (stop.deadline.isBefore(least)) {
        stop.deadline = least;
      }
    }
  }
}

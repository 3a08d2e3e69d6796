package io.gantry.nodeagent.probes;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodEvents;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.runtime.ContainerKind;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.RuntimeGoneException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * A thread per probe of each running container. Startup comes first; the other two begin when it
 * has succeeded. A container that is restarted is another container, with probes of its own.
 */
public final class ProbeWorkers implements ProbeControl {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeWorkers.class);

  private final Prober prober;
  private final PodEvents events;
  private final InstantSource clock;
  private final Consumer<String> wake;
  private final Map<String, Watched> watched = new ConcurrentHashMap<>();

  private static final class Watched {
    private final String podUid;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean started;
    private volatile boolean ready;
    private volatile boolean terminating;
    private volatile String restartBecause = "";

    Watched(String podUid, boolean started, boolean ready) {
      this.podUid = podUid;
      this.started = started;
      this.ready = ready;
    }
  }

  private enum Kind {
    STARTUP("startupProbe", "Startup"),
    LIVENESS("livenessProbe", "Liveness"),
    READINESS("readinessProbe", "Readiness");

    private final String field;
    private final String title;

    Kind(String field, String title) {
      this.field = field;
      this.title = title;
    }
  }

  public ProbeWorkers(Prober prober, PodEvents events, InstantSource clock, Consumer<String> wake) {
    this.prober = prober;
    this.events = events;
    this.clock = clock;
    this.wake = wake;
  }

  @Override
  public void update(
      PodView pod, List<ObservedContainer> observed, String podIp, boolean terminating) {
    for (ObservedContainer container : observed) {
      if (container.kind() == ContainerKind.SANDBOX) {
        continue;
      }
      Optional<ContainerView> view = pod.container(container.container());
      if (container.running() && view.isPresent()) {
        watch(pod, view.get(), container, podIp);
        Watched known = watched.get(container.id());
        if (known != null) {
          known.terminating = terminating;
        }
      } else {
        end(watched.remove(container.id()));
      }
    }
    for (Map.Entry<String, Watched> entry : watched.entrySet()) {
      boolean gone = observed.stream().noneMatch(seen -> seen.id().equals(entry.getKey()));
      if (gone && entry.getValue().podUid.equals(pod.ref().uid())) {
        end(watched.remove(entry.getKey()));
      }
    }
  }

  private void watch(PodView pod, ContainerView view, ObservedContainer container, String podIp) {
    boolean none =
        !view.hasProbe(Kind.STARTUP.field)
            && !view.hasProbe(Kind.LIVENESS.field)
            && !view.hasProbe(Kind.READINESS.field);
    if (none || watched.containsKey(container.id())) {
      return;
    }
    Watched fresh =
        new Watched(
            pod.ref().uid(),
            !view.hasProbe(Kind.STARTUP.field),
            !view.hasProbe(Kind.READINESS.field));
    if (watched.putIfAbsent(container.id(), fresh) != null) {
      return;
    }
    String address = pod.hostNetwork() || podIp.isEmpty() ? "127.0.0.1" : podIp;
    for (Kind kind : Kind.values()) {
      if (view.hasProbe(kind.field)) {
        fresh.threads.add(
            Thread.ofVirtual()
                .name(kind.field + " " + view.name())
                .start(() -> run(kind, pod, view, container, address, fresh)));
      }
    }
  }

  private void run(
      Kind kind,
      PodView pod,
      ContainerView view,
      ObservedContainer container,
      String podIp,
      Watched state) {
    JsonNode probe = view.spec().get(kind.field);
    Duration period = Duration.ofSeconds(Math.max(1, Json.integer(probe, 10, "periodSeconds")));
    int successes = Math.max(1, Json.integer(probe, 1, "successThreshold"));
    int failures = Math.max(1, Json.integer(probe, 3, "failureThreshold"));
    try {
      waitForStart(probe, container);
      while (kind != Kind.STARTUP && !state.started) {
        Thread.sleep(100);
      }
      int run = 0;
      boolean last = false;
      while (true) {
        if (state.terminating && kind != Kind.READINESS) {
          return;
        }
        Prober.Result result = ask(probe, view, container, podIp);
        run = result.success() == last ? run + 1 : 1;
        last = result.success();
        if (!result.success()) {
          events.warning(pod, view, "Unhealthy", kind.title + " probe failed: " + result.message());
        }
        if (result.success() ? run >= successes : run >= failures) {
          if (decided(kind, view, state, result.success())) {
            wake.accept(state.podUid);
          }
          if (kind == Kind.STARTUP || (kind == Kind.LIVENESS && !result.success())) {
            return;
          }
        }
        Thread.sleep(period);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The initial delay counts from the container's start, also after the agent's own restart. */
  private void waitForStart(JsonNode probe, ObservedContainer container)
      throws InterruptedException {
    Instant begin = container.startedAt() == null ? clock.instant() : container.startedAt();
    Instant due = begin.plusSeconds(Json.integer(probe, 0, "initialDelaySeconds"));
    Duration left = Duration.between(clock.instant(), due);
    if (left.isPositive()) {
      Thread.sleep(left);
    }
  }

  private Prober.Result ask(
      JsonNode probe, ContainerView view, ObservedContainer container, String podIp)
      throws InterruptedException {
    try {
      return prober.probe(probe, view, container, podIp);
    } catch (RuntimeGoneException e) {
      return new Prober.Result(false, e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("A probe of container {} failed itself", view.name(), e);
      return new Prober.Result(false, String.valueOf(e.getMessage()));
    }
  }

  /** True when the answer changes anything for the pod. */
  private static boolean decided(Kind kind, ContainerView view, Watched state, boolean success) {
    switch (kind) {
      case STARTUP -> {
        if (success) {
          state.started = true;
        } else {
          state.restartBecause =
              "Container " + view.name() + " failed startup probe, will be restarted";
        }
        return true;
      }
      case LIVENESS -> {
        if (!success) {
          state.restartBecause =
              "Container " + view.name() + " failed liveness probe, will be restarted";
        }
        return !success;
      }
      default -> {
        boolean changed = state.ready != success;
        state.ready = success;
        return changed;
      }
    }
  }

  @Override
  public Verdict verdict(PodView pod, ContainerView container, ObservedContainer running) {
    Watched state = watched.get(running.id());
    if (state == null) {
      return Verdict.GOOD;
    }
    return new Verdict(state.started, state.started && state.ready, state.restartBecause);
  }

  @Override
  public void forget(String podUid) {
    watched
        .entrySet()
        .removeIf(
            entry -> {
              boolean mine = entry.getValue().podUid.equals(podUid);
              if (mine) {
                end(entry.getValue());
              }
              return mine;
            });
  }

  private static void end(Watched state) {
    if (state != null) {
      state.threads.forEach(Thread::interrupt);
    }
  }
}

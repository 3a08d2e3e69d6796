package io.gantry.nodeagent.pods;

import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ContainerState;
import io.gantry.nodeagent.runtime.ContainerSummary;
import io.gantry.nodeagent.runtime.RuntimeGoneException;
import io.gantry.nodeagent.runtime.RuntimeListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares, every few seconds, what the engine has with what it had, and wakes the workers of the
 * pods that changed: also those of pods nobody wants any more. The engine's events do the same
 * faster; this does it surely.
 */
public final class PodRelist implements RuntimeListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodRelist.class);
  private static final Duration PERIOD = Duration.ofSeconds(3);

  private final ContainerRuntime runtime;
  private final Consumer<String> wake;
  private Map<String, Map<String, ContainerState>> known = new HashMap<>();
  private Thread thread;

  public PodRelist(ContainerRuntime runtime, Consumer<String> wake) {
    this.runtime = runtime;
    this.wake = wake;
  }

  public void start() {
    thread = Thread.ofVirtual().name("pod-relist").start(this::run);
  }

  private void run() {
    boolean complained = false;
    try {
      while (true) {
        try {
          relist();
          complained = false;
        } catch (RuntimeGoneException e) {
          if (!complained) {
            LOG.warn("{}: pods are kept as they were last seen", e.getMessage());
            complained = true;
          }
        } catch (RuntimeException e) {
          LOG.warn("The containers could not be listed, trying again", e);
        }
        Thread.sleep(PERIOD);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void relist() {
    Map<String, Map<String, ContainerState>> seen = new HashMap<>();
    for (ContainerSummary container : runtime.list()) {
      seen.computeIfAbsent(container.pod().uid(), uid -> new HashMap<>())
          .put(container.id(), container.state());
    }
    Set<String> pods = new HashSet<>(seen.keySet());
    pods.addAll(known.keySet());
    for (String uid : pods) {
      if (!seen.getOrDefault(uid, Map.of()).equals(known.getOrDefault(uid, Map.of()))) {
        wake.accept(uid);
      }
    }
    known = seen;
  }

  @Override
  public void podChanged(String podUid) {
    wake.accept(podUid);
  }

  /** After a (re)connect nothing that was known counts. */
  @Override
  public void resynchronize() {
    synchronized (this) {
      Set<String> pods = new HashSet<>(known.keySet());
      known = new HashMap<>();
      pods.forEach(wake);
    }
    try {
      relist();
    } catch (RuntimeGoneException e) {
      LOG.debug("Gone again before it could be listed", e);
    }
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}

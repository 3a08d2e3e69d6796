package io.gantry.nodeagent;

import io.gantry.nodeagent.runtime.ContainerKind;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ContainerState;
import io.gantry.nodeagent.runtime.ContainerSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends all containers when a cluster is taken down; they are there again, restarted, after. */
final class ContainerShutdown {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerShutdown.class);
  private static final long LOOK_MILLIS = 50;

  private final ContainerRuntime runtime;
  private final InstantSource clock;

  ContainerShutdown(ContainerRuntime runtime, InstantSource clock) {
    this.runtime = runtime;
    this.clock = clock;
  }

  void stopAll(Duration grace) {
    try {
      signal(running(), "");
      Instant deadline = clock.instant().plus(grace);
      while (!running().isEmpty() && clock.instant().isBefore(deadline)) {
        Thread.sleep(LOOK_MILLIS);
      }
      signal(running(), "SIGKILL");
      for (ContainerSummary container : runtime.list()) {
        if (container.kind() == ContainerKind.SANDBOX) {
          runtime.remove(container.id());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("Not all containers could be stopped: {}", e.getMessage());
    }
  }

  private List<ContainerSummary> running() {
    return runtime.list().stream()
        .filter(container -> container.kind() != ContainerKind.SANDBOX)
        .filter(container -> container.state() == ContainerState.RUNNING)
        .toList();
  }

  private void signal(List<ContainerSummary> containers, String signal)
      throws InterruptedException {
    List<Thread> threads =
        containers.stream()
            .map(
                container -> Thread.ofVirtual().start(() -> runtime.signal(container.id(), signal)))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
  }
}

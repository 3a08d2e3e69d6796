package io.gantry.nodeagent.docker;

import com.github.dockerjava.api.model.Container;
import io.gantry.nodeagent.runtime.ContainerState;
import io.gantry.nodeagent.runtime.ObservedContainer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What inspections showed of containers that run or have ended: of those nothing changes before
 * their state does, and the state is in every list. An inspection costs the engine and us half a
 * millisecond each, and a pod's start looks five times.
 *
 * <p>Only a container that somebody else starts again changes between two equal states. Its events
 * make it forgotten, so nothing is kept while no events arrive.
 */
final class KnownContainers {
  private final Map<String, ObservedContainer> known = new ConcurrentHashMap<>();
  private volatile boolean hearing;

  /** The container as it was seen, unless the list shows another state. */
  Optional<ObservedContainer> recall(Container listed) {
    return Optional.ofNullable(known.get(listed.getId()))
        .filter(seen -> seen.state() == DockerObservation.state(listed.getState()));
  }

  void remember(ObservedContainer seen) {
    // One that could not start is "created" in the list, and may yet be started.
    if (hearing && !seen.startFailed() && seen.state() != ContainerState.CREATED) {
      known.put(seen.id(), seen);
      if (!hearing) {
        known.clear();
      }
    }
  }

  void forget(String id) {
    known.remove(id);
  }

  /** Events arrive from now on. */
  void hear() {
    known.clear();
    hearing = true;
  }

  /** Events may be missed from now on. */
  void deaf() {
    hearing = false;
    known.clear();
  }
}

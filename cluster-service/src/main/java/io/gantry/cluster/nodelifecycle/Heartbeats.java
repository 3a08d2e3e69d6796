package io.gantry.cluster.nodelifecycle;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * When each node was last heard of, by our own clock: nodes' clocks are not trusted. A sign of life
 * is a status with new heartbeat times, or a renewed Lease.
 */
final class Heartbeats {
  private record Seen(Map<String, String> status, String renewed, Instant at) {}

  private final InstantSource clock;
  private final Map<String, Seen> seen = new HashMap<>();
  private final Set<String> fallen = new HashSet<>();

  Heartbeats(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void status(NodeView node) {
    Seen before = seen.get(node.name());
    // what we write ourselves leaves the heartbeat times alone
    if (before == null || !before.status.equals(node.heartbeats())) {
      seen.put(
          node.name(),
          new Seen(node.heartbeats(), before == null ? "" : before.renewed, clock.instant()));
    }
  }

  synchronized void lease(ResourceObject lease) {
    String renewed = Json.text(lease.tree(), "spec", "renewTime");
    Seen before = seen.get(lease.name());
    if (before == null || !before.renewed.equals(renewed)) {
      seen.put(
          lease.name(),
          new Seen(before == null ? Map.of() : before.status, renewed, clock.instant()));
    }
  }

  synchronized void forget(String node) {
    seen.remove(node);
    fallen.remove(node);
  }

  /** The node was ready and no longer is. */
  synchronized void fell(String node) {
    fallen.add(node);
  }

  synchronized boolean hasFallen(String node) {
    return fallen.contains(node);
  }

  /** All that its fall required has been done. */
  synchronized void settled(String node) {
    fallen.remove(node);
  }

  /** Now for a node that is new. */
  synchronized Instant last(String node) {
    Seen known = seen.get(node);
    return known == null ? clock.instant() : known.at;
  }
}

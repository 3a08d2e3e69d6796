package io.gantry.nodeagent.containers;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.NodeView;
import io.gantry.nodeagent.pod.PodView;

/** Who is killed first when the machine runs out of memory; the kubelet's rules. */
final class OomScore {
  static final int SANDBOX = -998;
  private static final int GUARANTEED = -997;
  private static final int BEST_EFFORT = 1000;
  private static final long SYSTEM_CRITICAL_PRIORITY = 2_000_000_000L;

  private OomScore() {}

  static int of(PodView pod, ContainerView container, NodeView node) {
    if (Json.number(pod.spec(), 0, "priority") >= SYSTEM_CRITICAL_PRIORITY) {
      return GUARANTEED;
    }
    return switch (Json.text(pod.status(), "qosClass")) {
      case "Guaranteed" -> GUARANTEED;
      case "BestEffort" -> BEST_EFFORT;
      default -> burstable(container, node);
    };
  }

  private static int burstable(ContainerView container, NodeView node) {
    String request = Json.text(container.spec(), "resources", "requests", "memory");
    long bytes = request.isEmpty() ? 0 : Quantity.parse(request).units();
    long memory = Math.max(1, node.memoryBytes());
    long score = 1000 - 1000 * bytes / memory;
    return (int) Math.max(1000 + GUARANTEED, Math.min(BEST_EFFORT - 1, score));
  }
}

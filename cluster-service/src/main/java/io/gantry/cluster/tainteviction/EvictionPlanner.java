package io.gantry.cluster.tainteviction;

import io.gantry.apimodel.Json;
import io.gantry.cluster.nodelifecycle.NodeTaint;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How long a pod may stay on a node with NoExecute taints. Pure. */
final class EvictionPlanner {
  /** Longer than anybody waits. */
  static final Duration FOREVER = Duration.ofDays(365_000);

  private EvictionPlanner() {}

  /**
   * Zero when some taint is not tolerated, {@link #FOREVER} when all are without limit; else the
   * shortest {@code tolerationSeconds} among the tolerations used. A negative number is zero.
   */
  static Duration stay(List<NodeTaint> taints, List<JsonNode> tolerations) {
    Duration shortest = FOREVER;
    for (NodeTaint taint : taints) {
      if (!taint.effect().equals(NodeTaint.NO_EXECUTE)) {
        continue;
      }
      boolean tolerated = false;
      for (JsonNode toleration : tolerations) {
        if (tolerates(toleration, taint)) {
          tolerated = true;
          if (Json.has(toleration, "tolerationSeconds")) {
            Duration limit =
                Duration.ofSeconds(Math.max(0, Json.number(toleration, 0, "tolerationSeconds")));
            shortest = limit.compareTo(shortest) < 0 ? limit : shortest;
          }
        }
      }
      if (!tolerated) {
        return Duration.ZERO;
      }
    }
    return shortest;
  }

  private static boolean tolerates(JsonNode toleration, NodeTaint taint) {
    String effect = Json.text(toleration, "effect");
    String key = Json.text(toleration, "key");
    return (effect.isEmpty() || effect.equals(taint.effect()))
        && (key.isEmpty() || key.equals(taint.key()))
        && (Json.text(toleration, "operator").equals("Exists")
            || Json.text(toleration, "value").equals(taint.value()));
  }
}

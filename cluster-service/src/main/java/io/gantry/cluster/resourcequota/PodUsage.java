package io.gantry.cluster.resourcequota;

import io.gantry.apimodel.PodResources;
import io.gantry.apimodel.Quantity;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one pod counts for: its containers and sidecars together, or its hungriest moment while
 * starting if that is more, plus its overhead. Pure.
 */
final class PodUsage {
  private PodUsage() {}

  /** By the names quotas use: {@code pods}, {@code requests.cpu}, {@code cpu}, ... */
  static Map<String, Quantity> of(ObjectNode pod) {
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put("pods", Quantity.of(1));
    usage.put("count/pods", Quantity.of(1));
    PodResources.total(pod.path("spec"), "requests")
        .forEach(
            (name, amount) -> {
              usage.put("requests." + name, amount);
              if (name.equals("cpu")
                  || name.equals("memory")
                  || name.equals("ephemeral-storage")
                  || name.startsWith("hugepages-")) {
                usage.put(name, amount);
              }
            });
    PodResources.total(pod.path("spec"), "limits")
        .forEach((name, amount) -> usage.put("limits." + name, amount));
    return usage;
  }

  static void add(Map<String, Quantity> to, Map<String, Quantity> more) {
    more.forEach((name, amount) -> to.merge(name, amount, Quantity::plus));
  }
}

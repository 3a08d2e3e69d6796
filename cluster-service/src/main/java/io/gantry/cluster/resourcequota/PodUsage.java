package io.gantry.cluster.resourcequota;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
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
    total(pod.path("spec"), "requests")
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
    total(pod.path("spec"), "limits")
        .forEach((name, amount) -> usage.put("limits." + name, amount));
    return usage;
  }

  private static Map<String, Quantity> total(JsonNode spec, String kind) {
    Map<String, Quantity> running = new TreeMap<>();
    for (JsonNode container : Json.items(spec, "containers")) {
      add(running, amounts(container, kind));
    }
    Map<String, Quantity> sidecars = new TreeMap<>();
    Map<String, Quantity> starting = new TreeMap<>();
    for (JsonNode container : Json.items(spec, "initContainers")) {
      Map<String, Quantity> own = amounts(container, kind);
      if (Json.text(container, "restartPolicy").equals("Always")) {
        add(sidecars, own);
        atLeast(starting, sidecars);
      } else {
        add(own, sidecars);
        atLeast(starting, own);
      }
    }
    add(running, sidecars);
    atLeast(running, starting);
    if (!running.isEmpty()) {
      add(running, quantities(Json.at(spec, "overhead")));
    }
    return running;
  }

  private static Map<String, Quantity> amounts(JsonNode container, String kind) {
    return quantities(Json.at(container, "resources", kind));
  }

  private static Map<String, Quantity> quantities(JsonNode list) {
    Map<String, Quantity> all = new TreeMap<>();
    if (list != null) {
      list.properties()
          .forEach(
              entry -> {
                JsonNode value = entry.getValue();
                all.put(
                    entry.getKey(),
                    Quantity.parse(value.isString() ? value.stringValue() : value.toString()));
              });
    }
    return all;
  }

  static void add(Map<String, Quantity> to, Map<String, Quantity> more) {
    more.forEach((name, amount) -> to.merge(name, amount, Quantity::plus));
  }

  private static void atLeast(Map<String, Quantity> floor, Map<String, Quantity> other) {
    other.forEach(
        (name, amount) -> floor.merge(name, amount, (a, b) -> a.compareTo(b) >= 0 ? a : b));
  }
}

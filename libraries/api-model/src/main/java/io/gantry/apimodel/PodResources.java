package io.gantry.apimodel;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What a pod asks for as a whole: its containers and sidecars together, or its hungriest moment
 * while starting if that is more, plus its overhead.
 */
public final class PodResources {
  private PodResources() {}

  /**
   * @param kind {@code requests} or {@code limits}
   */
  public static Map<String, Quantity> total(JsonNode spec, String kind) {
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

  private static Map<String, Quantity> quantities(JsonNode amounts) {
    Map<String, Quantity> all = new TreeMap<>();
    if (amounts != null) {
      amounts.properties().forEach(entry -> all.put(entry.getKey(), quantity(entry.getValue())));
    }
    return all;
  }

  private static Quantity quantity(JsonNode value) {
    return Quantity.parse(value.isString() ? value.stringValue() : value.toString());
  }

  private static void add(Map<String, Quantity> to, Map<String, Quantity> more) {
    more.forEach((name, amount) -> to.merge(name, amount, Quantity::plus));
  }

  private static void atLeast(Map<String, Quantity> floor, Map<String, Quantity> other) {
    other.forEach(
        (name, amount) -> floor.merge(name, amount, (a, b) -> a.compareTo(b) >= 0 ? a : b));
  }
}

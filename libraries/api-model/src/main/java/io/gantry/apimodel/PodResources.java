package io.gantry.apimodel;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What a pod asks for as a whole: its containers and sidecars together, or its hungriest moment
 * while starting if that is more (an init container runs beside the sidecars started before it),
 * plus the overhead of its runtime class (KEP-753, KEP-688).
 */
public final class PodResources {
  private PodResources() {}

  /**
   * @param kind {@code requests} or {@code limits}
   */
  public static Map<String, Quantity> total(JsonNode spec, String kind) {
    if (kind.equals("requests")) {
      return requests(spec, Map.of());
    }
    Map<String, Quantity> total = containers(spec, kind, Map.of());
    Map<String, Quantity> overhead = amounts(Json.at(spec, "overhead"));
    // What has no limit gets none by its overhead.
    overhead.keySet().retainAll(total.keySet());
    add(total, overhead);
    return total;
  }

  /**
   * @param usual what each container counts for that does not ask for any of it
   */
  public static Map<String, Quantity> requests(JsonNode spec, Map<String, Quantity> usual) {
    Map<String, Quantity> total = containers(spec, "requests", usual);
    add(total, amounts(Json.at(spec, "overhead")));
    return total;
  }

  private static Map<String, Quantity> containers(
      JsonNode spec, String kind, Map<String, Quantity> usual) {
    Map<String, Quantity> running = new TreeMap<>();
    for (JsonNode container : Json.items(spec, "containers")) {
      add(running, own(container, kind, usual));
    }
    Map<String, Quantity> sidecars = new TreeMap<>();
    Map<String, Quantity> starting = new TreeMap<>();
    for (JsonNode container : Json.items(spec, "initContainers")) {
      Map<String, Quantity> own = own(container, kind, usual);
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
    return running;
  }

  private static Map<String, Quantity> own(
      JsonNode container, String kind, Map<String, Quantity> usual) {
    Map<String, Quantity> own = amounts(Json.at(container, "resources", kind));
    usual.forEach(own::putIfAbsent);
    return own;
  }

  /**
   * A list of amounts by name, such as {@code resources.requests} or {@code status.allocatable}.
   *
   * @return the caller's own
   */
  public static Map<String, Quantity> amounts(JsonNode list) {
    Map<String, Quantity> all = new TreeMap<>();
    if (list != null) {
      list.properties().forEach(entry -> all.put(entry.getKey(), quantity(entry.getValue())));
    }
    return all;
  }

  /** As the API may hold it: text, or a bare number. */
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

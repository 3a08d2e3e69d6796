package io.gantry.resource.kinds.admission.resourcequota;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.PodResources;
import io.gantry.apimodel.Quantity;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a pod counts for: its containers and sidecars together, or its hungriest moment while
 * starting if that is more, plus its overhead.
 */
final class PodQuotaUsage {
  /** What every container must state when a quota limits it. */
  private static final Set<String> STATED =
      Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

  private static final Set<String> ALSO_BARE = Set.of("cpu", "memory", "ephemeral-storage");

  private PodQuotaUsage() {}

  static Map<String, Quantity> of(ObjectNode pod) {
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put("count/pods", Quantity.of(1));
    usage.put("pods", Quantity.of(1));
    JsonNode spec = Json.at(pod, "spec");
    PodResources.total(spec, "requests").forEach((name, amount) -> request(usage, name, amount));
    PodResources.total(spec, "limits")
        .forEach(
            (name, amount) -> {
              if (ALSO_BARE.contains(name)) {
                usage.put("limits." + name, amount);
              }
            });
    return usage;
  }

  private static void request(Map<String, Quantity> usage, String name, Quantity amount) {
    usage.put("requests." + name, amount);
    if (ALSO_BARE.contains(name) || name.startsWith("hugepages-")) {
      usage.put(name, amount);
    }
  }

  /** Whether a quota's name for something is about pods. */
  static boolean counts(String name) {
    return name.equals("pods")
        || name.equals("count/pods")
        || ALSO_BARE.contains(name)
        || name.startsWith("hugepages-")
        || (name.startsWith("limits.") && ALSO_BARE.contains(name.substring(7)))
        || (name.startsWith("requests.") && !name.equals("requests.storage"));
  }

  /** What is limited and not stated, in Kubernetes' words; empty when all is there. */
  static String unstated(ObjectNode pod, Set<String> limited) {
    Map<String, Set<String>> missing = new TreeMap<>();
    for (String sort : List.of("containers", "initContainers")) {
      for (JsonNode container : Json.items(pod, "spec", sort)) {
        Map<String, Quantity> stated = new TreeMap<>();
        amounts(container, "requests").forEach((name, amount) -> request(stated, name, amount));
        amounts(container, "limits")
            .forEach((name, amount) -> stated.put("limits." + name, amount));
        for (String name : limited) {
          if (STATED.contains(name) && !stated.containsKey(name)) {
            missing.computeIfAbsent(name, any -> new TreeSet<>()).add(Json.text(container, "name"));
          }
        }
      }
    }
    List<String> texts = new ArrayList<>();
    missing.forEach(
        (name, containers) -> texts.add(name + " for: " + String.join(",", containers)));
    return texts.isEmpty() ? "" : "must specify " + String.join("; ", texts);
  }

  private static Map<String, Quantity> amounts(JsonNode container, String kind) {
    return quantities(Json.at(container, "resources", kind));
  }

  static Map<String, Quantity> quantities(JsonNode amounts) {
    Map<String, Quantity> all = new TreeMap<>();
    if (amounts != null) {
      amounts
          .properties()
          .forEach(entry -> all.put(entry.getKey(), QuantityRules.of(entry.getValue())));
    }
    return all;
  }
}

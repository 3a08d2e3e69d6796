package io.gantry.resource.kinds.core.pod;

import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Quality of service of a pod, from what its containers ask for. */
final class QosClass {
  private static final List<String> RESOURCES = List.of("cpu", "memory");

  private QosClass() {}

  static String of(JsonNode spec) {
    Map<String, BigDecimal> requests = new HashMap<>();
    Map<String, BigDecimal> limits = new HashMap<>();
    boolean guaranteed = true;
    for (String sort : List.of("containers", "initContainers")) {
      for (JsonNode container : Json.items(spec, sort)) {
        add(requests, Json.at(container, "resources", "requests"));
        // A container without both limits keeps the pod from being guaranteed.
        guaranteed &= add(limits, Json.at(container, "resources", "limits")) == RESOURCES.size();
      }
    }
    if (requests.isEmpty() && limits.isEmpty()) {
      return "BestEffort";
    }
    boolean equal =
        requests.entrySet().stream()
            .allMatch(
                r ->
                    limits.containsKey(r.getKey())
                        && limits.get(r.getKey()).compareTo(r.getValue()) == 0);
    return guaranteed && equal && requests.size() == limits.size() ? "Guaranteed" : "Burstable";
  }

  /** Adds the amounts that are more than nothing and says how many there were. */
  private static int add(Map<String, BigDecimal> to, JsonNode amounts) {
    int count = 0;
    for (String resource : RESOURCES) {
      JsonNode amount = Json.at(amounts, resource);
      if (amount != null && QuantityRules.of(amount).signum() > 0) {
        to.merge(resource, QuantityRules.of(amount).value(), BigDecimal::add);
        count++;
      }
    }
    return count;
  }
}

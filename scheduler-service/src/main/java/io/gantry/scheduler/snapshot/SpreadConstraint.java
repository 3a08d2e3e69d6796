package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One of {@code topologySpreadConstraints}.
 *
 * @param hard whether a node that violates it is refused
 * @param minDomains fewer eligible domains count as one with no pods
 */
public record SpreadConstraint(
    int maxSkew,
    String topologyKey,
    boolean hard,
    LabelSelector pods,
    int minDomains,
    boolean honorNodeAffinity,
    boolean honorTaints) {

  static List<SpreadConstraint> list(JsonNode spec, Map<String, String> own) {
    List<SpreadConstraint> all = new ArrayList<>();
    for (JsonNode item : Json.items(spec, "topologySpreadConstraints")) {
      all.add(
          new SpreadConstraint(
              Json.integer(item, 1, "maxSkew"),
              Json.text(item, "topologyKey"),
              !Json.text(item, "whenUnsatisfiable").equals("ScheduleAnyway"),
              PodSelectors.withLabelKeys(item, own),
              Json.integer(item, 1, "minDomains"),
              !Json.text(item, "nodeAffinityPolicy").equals("Ignore"),
              Json.text(item, "nodeTaintsPolicy").equals("Honor")));
    }
    return all;
  }
}

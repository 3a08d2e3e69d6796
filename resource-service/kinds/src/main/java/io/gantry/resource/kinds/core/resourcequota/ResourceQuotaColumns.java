package io.gantry.resource.kinds.core.resourcequota;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of a quota: what is used of what is allowed, limits apart. */
final class ResourceQuotaColumns implements Cells {
  @Override
  public List<Object> of(ObjectNode quota, Instant now) {
    List<String> requests = new ArrayList<>();
    List<String> limits = new ArrayList<>();
    JsonNode hard = Json.at(quota, "status", "hard");
    if (hard != null) {
      for (String resource : new TreeSet<>(hard.propertyNames())) {
        (resource.startsWith("limits.") ? limits : requests)
            .add(
                resource
                    + ": "
                    + Texts.quantity(Json.at(quota, "status", "used", resource))
                    + "/"
                    + Texts.quantity(hard.get(resource)));
      }
    }
    return List.of(
        Texts.name(quota),
        Ages.age(quota, now),
        String.join(", ", requests),
        String.join(", ", limits));
  }
}

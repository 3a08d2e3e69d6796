package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads {@code labelSelector} with {@code matchLabelKeys} and {@code mismatchLabelKeys}. */
final class PodSelectors {
  private PodSelectors() {}

  /**
   * @param own labels of the pod that carries the selector: the keys take their values from it
   */
  static LabelSelector withLabelKeys(JsonNode holder, Map<String, String> own) {
    JsonNode selector = Json.at(holder, "labelSelector");
    if (selector == null) {
      return LabelSelector.nothing();
    }
    List<LabelSelector.Requirement> all =
        new ArrayList<>(LabelSelector.of(selector).requirements());
    add(all, Json.texts(holder, "matchLabelKeys"), LabelSelector.Operator.IN, own);
    add(all, Json.texts(holder, "mismatchLabelKeys"), LabelSelector.Operator.NOT_IN, own);
    return new LabelSelector(all);
  }

  private static void add(
      List<LabelSelector.Requirement> into,
      List<String> keys,
      LabelSelector.Operator operator,
      Map<String, String> own) {
    for (String key : keys) {
      String value = own.get(key);
      if (value != null) {
        into.add(new LabelSelector.Requirement(key, operator, Set.of(value)));
      }
    }
  }
}

package io.gantry.apiaccess.rbac;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ResourceObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A role of either kind.
 *
 * @param aggregates selectors of the roles this one is made of; null for a role with rules of its
 *     own
 */
record RoleRules(
    String name,
    Map<String, String> labels,
    List<PolicyRule> rules,
    List<LabelSelector> aggregates) {

  static RoleRules of(ResourceObject object) {
    JsonNode json = object.tree();
    List<PolicyRule> rules = new ArrayList<>();
    for (JsonNode rule : Json.items(json, "rules")) {
      rules.add(PolicyRule.of(rule));
    }
    List<LabelSelector> aggregates = null;
    if (Json.has(json, "aggregationRule")) {
      aggregates = new ArrayList<>();
      for (JsonNode selector : Json.items(json, "aggregationRule", "clusterRoleSelectors")) {
        aggregates.add(LabelSelector.of(selector));
      }
    }
    return new RoleRules(object.name(), object.labels(), List.copyOf(rules), aggregates);
  }
}

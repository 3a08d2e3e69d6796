package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.LabelRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** How pods spread over zones, nodes and the like. */
final class TopologySpreadRules {
  private TopologySpreadRules() {}

  static void validate(Findings out, FieldPath path, List<JsonNode> constraints) {
    for (int i = 0; i < constraints.size(); i++) {
      FieldPath at = path.index(i);
      JsonNode constraint = constraints.get(i);
      String action = Json.text(constraint, "whenUnsatisfiable");
      positive(out, at.child("maxSkew"), Json.number(constraint, 0, "maxSkew"));
      if (Json.text(constraint, "topologyKey").isEmpty()) {
        out.required(at.child("topologyKey"), "can not be empty");
      }
      out.add(
          FieldRules.oneOf(
              at.child("whenUnsatisfiable"), action, List.of("DoNotSchedule", "ScheduleAnyway")));
      repeated(out, at, constraint, constraints.subList(i + 1, constraints.size()));
      JsonNode domains = Json.at(constraint, "minDomains");
      if (domains != null) {
        positive(out, at.child("minDomains"), domains.longValue());
        if (!action.equals("DoNotSchedule")) {
          out.invalid(
              at.child("minDomains"),
              domains.longValue(),
              "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + action);
        }
      }
      for (String policy : List.of("nodeAffinityPolicy", "nodeTaintsPolicy")) {
        out.optionalOneOf(
            at.child(policy), Json.at(constraint, policy), List.of("Honor", "Ignore"));
      }
      labelKeys(out, at.child("matchLabelKeys"), constraint);
      out.add(LabelRules.selector(at.child("labelSelector"), Json.at(constraint, "labelSelector")));
    }
  }

  private static void positive(Findings out, FieldPath path, long value) {
    if (value <= 0) {
      out.invalid(path, value, "must be greater than zero");
    }
  }

  private static void repeated(
      Findings out, FieldPath at, JsonNode constraint, List<JsonNode> rest) {
    String key = Json.text(constraint, "topologyKey");
    String action = Json.text(constraint, "whenUnsatisfiable");
    for (JsonNode other : rest) {
      if (Json.text(other, "topologyKey").equals(key)
          && Json.text(other, "whenUnsatisfiable").equals(action)) {
        out.add(
            FieldError.duplicate(
                at.child("{topologyKey, whenUnsatisfiable}"), "{" + key + ", " + action + "}"));
        return;
      }
    }
  }

  private static void labelKeys(Findings out, FieldPath path, JsonNode constraint) {
    List<String> keys = Json.texts(constraint, "matchLabelKeys");
    if (keys.isEmpty()) {
      return;
    }
    JsonNode selector = Json.at(constraint, "labelSelector");
    if (selector == null) {
      out.forbidden(path, "must not be specified when labelSelector is not set");
      return;
    }
    Set<String> selected = new HashSet<>(Json.map(selector, "matchLabels").keySet());
    Json.items(selector, "matchExpressions").forEach(e -> selected.add(Json.text(e, "key")));
    for (int i = 0; i < keys.size(); i++) {
      out.add(LabelRules.labelName(path.index(i), keys.get(i)));
      if (selected.contains(keys.get(i))) {
        out.invalid(path.index(i), keys.get(i), "exists in both matchLabelKeys and labelSelector");
      }
    }
  }
}

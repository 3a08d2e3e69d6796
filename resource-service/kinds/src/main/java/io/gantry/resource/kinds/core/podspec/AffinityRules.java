package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.LabelRules;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Affinity to nodes and pods. */
public final class AffinityRules {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
  private static final String WEIGHT = "must be in the range 1-100";

  private AffinityRules() {}

  static void validate(Findings out, FieldPath path, JsonNode affinity) {
    if (affinity == null) {
      return;
    }
    JsonNode node = Json.at(affinity, "nodeAffinity");
    FieldPath nodePath = path.child("nodeAffinity");
    if (Json.has(node, REQUIRED)) {
      nodeSelector(out, nodePath.child(REQUIRED), Json.at(node, REQUIRED));
    }
    int i = 0;
    for (JsonNode term : Json.items(node, PREFERRED)) {
      FieldPath at = nodePath.child(PREFERRED).index(i++);
      weight(out, at, term);
      nodeTerm(out, at.child("preference"), Json.at(term, "preference"));
    }
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      podTerms(out, path.child(kind), Json.at(affinity, kind));
    }
  }

  private static void weight(Findings out, FieldPath at, JsonNode term) {
    long weight = Json.number(term, 0, "weight");
    if (weight <= 0 || weight > 100) {
      out.invalid(at.child("weight"), weight, WEIGHT);
    }
  }

  private static void podTerms(Findings out, FieldPath path, JsonNode affinity) {
    int i = 0;
    for (JsonNode term : Json.items(affinity, REQUIRED)) {
      podTerm(out, path.child(REQUIRED).index(i++), term);
    }
    i = 0;
    for (JsonNode weighted : Json.items(affinity, PREFERRED)) {
      FieldPath at = path.child(PREFERRED).index(i++);
      weight(out, at, weighted);
      podTerm(out, at.child("podAffinityTerm"), Json.at(weighted, "podAffinityTerm"));
    }
  }

  private static void podTerm(Findings out, FieldPath path, JsonNode term) {
    out.add(LabelRules.selector(path.child("labelSelector"), Json.at(term, "labelSelector")));
    out.add(
        LabelRules.selector(path.child("namespaceSelector"), Json.at(term, "namespaceSelector")));
    for (String namespace : Json.texts(term, "namespaces")) {
      out.format(path.child("namespace"), namespace, Formats::dns1123Label);
    }
    labelKeys(out, path, term);
    String key = Json.text(term, "topologyKey");
    if (key.isEmpty()) {
      out.required(path.child("topologyKey"), "can not be empty");
    }
    out.add(LabelRules.labelName(path.child("topologyKey"), key));
  }

  private static void labelKeys(Findings out, FieldPath path, JsonNode term) {
    List<String> matching = Json.texts(term, "matchLabelKeys");
    List<String> mismatching = Json.texts(term, "mismatchLabelKeys");
    if (matching.isEmpty() && mismatching.isEmpty()) {
      return;
    }
    if (!Json.has(term, "labelSelector")) {
      if (!matching.isEmpty()) {
        out.forbidden(
            path.child("matchLabelKeys"), "must not be specified when labelSelector is not set");
      }
      if (!mismatching.isEmpty()) {
        out.forbidden(
            path.child("mismatchLabelKeys"), "must not be specified when labelSelector is not set");
      }
    }
    for (int i = 0; i < matching.size(); i++) {
      out.add(LabelRules.labelName(path.child("matchLabelKeys").index(i), matching.get(i)));
    }
    for (int i = 0; i < mismatching.size(); i++) {
      FieldPath at = path.child("mismatchLabelKeys").index(i);
      out.add(LabelRules.labelName(at, mismatching.get(i)));
      if (matching.contains(mismatching.get(i))) {
        out.invalid(at, mismatching.get(i), "exists in both matchLabelKeys and mismatchLabelKeys");
      }
    }
  }

  public static void nodeSelector(Findings out, FieldPath path, JsonNode selector) {
    FieldPath terms = path.child("nodeSelectorTerms");
    List<JsonNode> all = Json.items(selector, "nodeSelectorTerms");
    if (all.isEmpty()) {
      out.required(terms, "must have at least one node selector term");
    }
    for (int i = 0; i < all.size(); i++) {
      nodeTerm(out, terms.index(i), all.get(i));
    }
  }

  private static void nodeTerm(Findings out, FieldPath path, JsonNode term) {
    int i = 0;
    for (JsonNode requirement : Json.items(term, "matchExpressions")) {
      labelRequirement(out, path.child("matchExpressions").index(i++), requirement);
    }
    i = 0;
    for (JsonNode requirement : Json.items(term, "matchFields")) {
      fieldRequirement(out, path.child("matchFields").index(i++), requirement);
    }
  }

  private static void labelRequirement(Findings out, FieldPath path, JsonNode requirement) {
    List<String> values = Json.texts(requirement, "values");
    FieldPath valuesPath = path.child("values");
    String operator = Json.text(requirement, "operator");
    switch (operator) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          out.required(valuesPath, "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          out.forbidden(
              valuesPath, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      case "Gt", "Lt" -> {
        if (values.size() != 1) {
          out.required(
              valuesPath, "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
      }
      default -> out.invalid(path.child("operator"), operator, "not a valid selector operator");
    }
    out.add(LabelRules.labelName(path.child("key"), Json.text(requirement, "key")));
  }

  private static void fieldRequirement(Findings out, FieldPath path, JsonNode requirement) {
    List<String> values = Json.texts(requirement, "values");
    String operator = Json.text(requirement, "operator");
    if (!operator.equals("In") && !operator.equals("NotIn")) {
      out.invalid(path.child("operator"), operator, "not a valid selector operator");
    } else if (values.size() != 1) {
      out.required(
          path.child("values"),
          "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
    }
    String key = Json.text(requirement, "key");
    if (!key.equals("metadata.name")) {
      out.invalid(path.child("key"), key, "not a valid field selector key");
      return;
    }
    for (int i = 0; i < values.size(); i++) {
      out.format(path.child("values").index(i), values.get(i), Formats::dns1123Subdomain);
    }
  }
}

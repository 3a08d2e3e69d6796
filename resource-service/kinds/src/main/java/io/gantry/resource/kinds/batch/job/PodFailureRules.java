package io.gantry.resource.kinds.batch.job;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Which failures of pods end a job, and which do not count. */
final class PodFailureRules {
  private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");

  private PodFailureRules() {}

  static void validate(Findings out, FieldPath path, JsonNode spec) {
    Set<String> containers = new HashSet<>();
    for (String sort : List.of("containers", "initContainers")) {
      Json.items(spec, "template", "spec", sort).forEach(c -> containers.add(Json.text(c, "name")));
    }
    List<JsonNode> rules = Json.items(spec, "podFailurePolicy", "rules");
    FieldPath list = path.child("rules");
    if (rules.size() > 20) {
      out.add(FieldError.tooMany(list, rules.size(), 20));
    }
    for (int i = 0; i < rules.size(); i++) {
      rule(out, list.index(i), rules.get(i), spec, containers);
    }
  }

  private static void rule(
      Findings out, FieldPath at, JsonNode rule, JsonNode spec, Set<String> containers) {
    String action = Json.text(rule, "action");
    if (action.equals("FailIndex") && !Json.has(spec, "backoffLimitPerIndex")) {
      out.invalid(at.child("action"), action, "requires the backoffLimitPerIndex to be set");
    } else {
      required(out, at.child("action"), action, ACTIONS);
    }
    JsonNode codes = Json.at(rule, "onExitCodes");
    List<JsonNode> conditions = Json.items(rule, "onPodConditions");
    if (codes != null) {
      exitCodes(out, at.child("onExitCodes"), codes, containers);
    }
    if (conditions.size() > 20) {
      out.add(FieldError.tooMany(at.child("onPodConditions"), conditions.size(), 20));
    }
    for (int i = 0; i < conditions.size(); i++) {
      FieldPath condition = at.child("onPodConditions").index(i);
      out.format(
          condition.child("type"), Json.text(conditions.get(i), "type"), Formats::qualifiedName);
      required(
          out,
          condition.child("status"),
          Json.text(conditions.get(i), "status"),
          List.of("False", "True", "Unknown"));
    }
    if (codes != null && !conditions.isEmpty()) {
      plain(out, at, "specifying both OnExitCodes and OnPodConditions is not supported");
    } else if (codes == null && conditions.isEmpty()) {
      plain(out, at, "specifying one of OnExitCodes and OnPodConditions is required");
    }
  }

  /** An invalid value that is not repeated. */
  private static void plain(Findings out, FieldPath at, String why) {
    out.add(new FieldError(FieldError.Type.INVALID, at.toString(), "Invalid value: " + why));
  }

  private static void required(Findings out, FieldPath at, String value, List<String> supported) {
    if (value.isEmpty()) {
      out.required(
          at,
          "valid values: ["
              + supported.stream().map(FieldError::quoted).collect(Collectors.joining(" "))
              + "]");
    } else {
      out.add(FieldRules.oneOf(at, value, supported));
    }
  }

  private static void exitCodes(
      Findings out, FieldPath at, JsonNode codes, Set<String> containers) {
    String operator = Json.text(codes, "operator");
    required(out, at.child("operator"), operator, List.of("In", "NotIn"));
    JsonNode container = Json.at(codes, "containerName");
    if (container != null && !containers.contains(container.asString())) {
      out.invalid(
          at.child("containerName"),
          container.asString(),
          "must be one of the container or initContainer names in the pod template");
    }
    List<JsonNode> values = Json.items(codes, "values");
    FieldPath path = at.child("values");
    if (values.isEmpty()) {
      out.invalid(path, out.nothing(path, "[]int32"), "at least one value is required");
    } else if (values.size() > 255) {
      out.add(FieldError.tooMany(path, values.size(), 255));
    }
    Set<Long> seen = new HashSet<>();
    boolean ordered = true;
    for (int i = 0; i < values.size(); i++) {
      long value = values.get(i).longValue();
      if (operator.equals("In") && value == 0) {
        out.invalid(path.index(i), 0, "must not be 0 for the In operator");
      }
      if (!seen.add(value)) {
        out.add(FieldError.duplicate(path.index(i), value));
      }
      ordered &= i == 0 || values.get(i - 1).longValue() <= value;
    }
    if (!ordered) {
      String dump = values.stream().map(JsonNode::toString).collect(Collectors.joining(", "));
      out.invalid(path, GoText.literal("[]int32{" + dump + "}"), "must be ordered");
    }
  }
}

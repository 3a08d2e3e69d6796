package io.gantry.resource.kinds.autoscaling.horizontalpodautoscaler;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a HorizontalPodAutoscaler (stored as autoscaling/v2). */
public final class HorizontalPodAutoscalerStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");

  public HorizontalPodAutoscalerStrategy() {
    super(true, false);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings(context);
    JsonNode spec = Json.at(object, "spec");
    JsonNode min = Json.at(spec, "minReplicas");
    long max = Json.number(spec, 0, "maxReplicas");
    if (min != null && min.longValue() < 1) {
      out.invalid(SPEC.child("minReplicas"), min.longValue(), "must be greater than or equal to 1");
    }
    if (max < 1) {
      out.invalid(SPEC.child("maxReplicas"), max, "must be greater than 0");
    }
    if (min != null && max < min.longValue()) {
      out.invalid(SPEC.child("maxReplicas"), max, "must be greater than or equal to `minReplicas`");
    }
    MetricRules.reference(out, SPEC.child("scaleTargetRef"), Json.at(spec, "scaleTargetRef"));
    MetricRules.metrics(out, SPEC.child("metrics"), Json.items(spec, "metrics"), min);
    for (String way : List.of("scaleUp", "scaleDown")) {
      scaling(out, SPEC.child("behavior", way), Json.at(spec, "behavior", way));
    }
    return out.list();
  }

  private static void scaling(Findings out, FieldPath path, JsonNode rules) {
    if (rules == null) {
      return;
    }
    JsonNode window = Json.at(rules, "stabilizationWindowSeconds");
    if (window != null) {
      FieldPath at = path.child("stabilizationWindowSeconds");
      if (window.longValue() < 0) {
        out.invalid(at, window.longValue(), "must be greater than or equal to zero");
      }
      if (window.longValue() > 3600) {
        out.invalid(at, window.longValue(), "must be less than or equal to 3600");
      }
    }
    out.optionalOneOf(
        path.child("selectPolicy"),
        Json.at(rules, "selectPolicy"),
        List.of("Disabled", "Max", "Min"));
    List<JsonNode> policies = Json.items(rules, "policies");
    if (policies.isEmpty() || out.sentEmpty(path.child("policies"))) {
      // An absent list is defaulted, an empty one is none.
      out.required(path.child("policies"), "must specify at least one Policy");
    }
    for (int i = 0; i < policies.size(); i++) {
      FieldPath at = path.child("policies").index(i);
      JsonNode policy = policies.get(i);
      out.add(
          FieldRules.oneOf(
              at.child("type"), Json.text(policy, "type"), List.of("Percent", "Pods")));
      for (String field : List.of("value", "periodSeconds")) {
        long value = Json.number(policy, 0, field);
        if (value <= 0) {
          out.invalid(at.child(field), value, "must be greater than zero");
        }
        if (field.equals("periodSeconds") && value > 1800) {
          out.invalid(at.child(field), value, "must be less than or equal to 1800");
        }
      }
    }
  }

  @Override
  protected List<FieldError> validateStatus(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings();
    for (String count : List.of("currentReplicas", "desiredReplicas")) {
      out.nonNegative(FieldPath.of("status"), Json.at(object, "status"), count);
    }
    return out.list();
  }
}

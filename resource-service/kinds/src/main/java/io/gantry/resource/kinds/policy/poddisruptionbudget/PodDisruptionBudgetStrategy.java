package io.gantry.resource.kinds.policy.poddisruptionbudget;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.ConditionRules;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a PodDisruptionBudget. */
public final class PodDisruptionBudgetStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");

  public PodDisruptionBudgetStrategy() {
    super(true, true);
  }

  /** Metadata is no business of this kind: it is checked as that of any object is. */
  @Override
  public MetadataChecks metadataChecks(WriteContext context) {
    return MetadataChecks.NONE;
  }

  @Override
  public boolean knowsFinalizers() {
    return false;
  }

  @Override
  public NameRule nameRule() {
    return NameRule.PATH_SEGMENT;
  }

  @Override
  public boolean unconditionalUpdate() {
    return false;
  }

  @Override
  protected List<FieldError> validateStatus(
      WriteContext context, ObjectNode budget, ObjectNode old) {
    Findings out = new Findings();
    FieldPath path = FieldPath.of("status");
    JsonNode status = Json.at(budget, "status");
    ConditionRules.validate(out, path.child("conditions"), Json.items(status, "conditions"));
    for (String count :
        List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")) {
      out.nonNegative(path, status, count);
    }
    return out.list();
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode budget) {
    Findings out = new Findings();
    JsonNode spec = Json.at(budget, "spec");
    JsonNode min = Json.at(spec, "minAvailable");
    JsonNode max = Json.at(spec, "maxUnavailable");
    if (min != null && max != null) {
      out.invalid(
          SPEC,
          GoText.literal("policy.PodDisruptionBudgetSpec{}"),
          "minAvailable and maxUnavailable cannot be both set");
    }
    for (String field : List.of("minAvailable", "maxUnavailable")) {
      JsonNode value = Json.at(spec, field);
      if (value != null) {
        out.add(FieldRules.nonNegativeIntOrPercent(SPEC.child(field), value));
        out.add(FieldRules.notMoreThan100Percent(SPEC.child(field), value));
      }
    }
    out.add(LabelRules.selector(SPEC.child("selector"), Json.at(spec, "selector")));
    out.optionalOneOf(
        SPEC.child("unhealthyPodEvictionPolicy"),
        Json.at(spec, "unhealthyPodEvictionPolicy"),
        List.of("AlwaysAllow", "IfHealthyBudget"));
    return out.list();
  }
}

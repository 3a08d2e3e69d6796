package io.gantry.resource.kinds.apps.replicaset;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.apps.ReplicaStatusRules;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.TemplateRules;
import io.gantry.resource.kinds.core.podspec.warnings.PodWarnings;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a ReplicaSet. */
public final class ReplicaSetStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");

  public ReplicaSetStrategy() {
    super(true, true);
  }

  @Override
  protected boolean validatesTwice() {
    return true;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    out.nonNegative(SPEC, spec, "replicas");
    out.nonNegative(SPEC, spec, "minReadySeconds");
    TemplateRules.requiredSelector(
        out, SPEC.child("selector"), Json.at(spec, "selector"), "deployment");
    TemplateRules.selected(context, out, SPEC, spec, "invalid label selector", "ReplicaSet");
    return out.list();
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    JsonNode selector = Json.at(object, "spec", "selector");
    return new Findings()
        .add(validate(context, object))
        .add(
            FieldRules.immutable(
                SPEC.child("selector"),
                selector,
                Json.at(old, "spec", "selector"),
                GoText.labelSelector(selector)))
        .list();
  }

  @Override
  protected List<FieldError> validateStatus(
      WriteContext context, ObjectNode object, ObjectNode old) {
    return ReplicaStatusRules.validate(
        Json.at(object, "status"),
        List.of(
            "replicas",
            "fullyLabeledReplicas",
            "readyReplicas",
            "availableReplicas",
            "observedGeneration"),
        List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
        "readyReplicas");
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode object) {
    return Map.of("status.replicas", Long.toString(Json.number(object, 0, "status", "replicas")));
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("status.replicas");
  }

  @Override
  protected List<String> warnings(ObjectNode object, ObjectNode old) {
    Notices out = new Notices();
    if (old == null) {
      out.podNames(object, "Pod names and hostnames");
    }
    if (isNewsworthy(object, old)) {
      PodWarnings.template(out, SPEC.child("template"), Json.at(object, "spec", "template"));
    }
    return out.list();
  }
}

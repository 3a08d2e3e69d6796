package io.gantry.resource.kinds.core.replicationcontroller;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.resource.kinds.apps.ReplicaStatusRules;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.TemplateRules;
import io.gantry.resource.kinds.core.podspec.warnings.PodWarnings;
import io.gantry.resource.machinery.WriteContext;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a ReplicationController. */
public final class ReplicationControllerStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");

  public ReplicationControllerStrategy() {
    super(true, true);
  }

  @Override
  public boolean orphansByDefault() {
    return true;
  }

  @Override
  protected boolean validatesTwice() {
    return true;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    out.nonNegative(SPEC, spec, "minReadySeconds");
    JsonNode selector = Json.at(spec, "selector");
    if (Json.map(selector).isEmpty()) {
      out.required(SPEC.child("selector"));
    }
    out.nonNegative(SPEC, spec, "replicas");
    JsonNode template = Json.at(spec, "template");
    FieldPath at = SPEC.child("template");
    if (template == null) {
      out.required(at);
      return out.list();
    }
    if (!Json.map(selector).isEmpty()) {
      TemplateRules.matches(context, out, at, LabelSelector.exact(selector), template);
    }
    TemplateRules.template(out, at, template);
    TemplateRules.runsForever(out, at, template, "ReplicationController");
    return out.list();
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
      // Kubernetes takes the old for the new here: a change is warned of what was there before.
      JsonNode judged = Json.at(old == null ? object : old, "spec", "template");
      PodWarnings.template(out, SPEC.child("template"), judged);
    }
    return out.list();
  }
}

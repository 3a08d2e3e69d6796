package io.gantry.resource.kinds.apps.deployment;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.apps.ReplicaStatusRules;
import io.gantry.resource.kinds.apps.RolloutRules;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.TemplateRules;
import io.gantry.resource.kinds.core.podspec.warnings.PodWarnings;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a Deployment. */
public final class DeploymentStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");

  public DeploymentStrategy() {
    super(true, true);
  }

  /** Annotations count: the controller copies them to the ReplicaSets. */
  @Override
  protected boolean isNewGeneration(ObjectNode object, ObjectNode old) {
    return super.isNewGeneration(object, old)
        || !FieldRules.same(
            Json.at(object, "metadata", "annotations"), Json.at(old, "metadata", "annotations"));
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    super.prepareForUpdate(context, object, old);
    if (context.subresource().equals("status")) {
      keep(Json.ensureObject(object, "metadata"), Json.ensureObject(old, "metadata"), "labels");
    }
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    out.add(FieldRules.nonNegative(SPEC.child("replicas"), Json.number(spec, 0, "replicas")));
    TemplateRules.requiredSelector(
        out, SPEC.child("selector"), Json.at(spec, "selector"), "deployment");
    TemplateRules.selected(context, out, SPEC, spec, "invalid label selector", "ReplicaSet");
    strategy(out, SPEC.child("strategy"), Json.at(spec, "strategy"));
    out.nonNegative(SPEC, spec, "minReadySeconds");
    out.nonNegative(SPEC, spec, "revisionHistoryLimit");
    JsonNode deadline = Json.at(spec, "progressDeadlineSeconds");
    if (deadline != null) {
      out.nonNegative(SPEC, spec, "progressDeadlineSeconds");
      if (deadline.longValue() <= Json.number(spec, 0, "minReadySeconds")) {
        out.invalid(
            SPEC.child("progressDeadlineSeconds"),
            deadline.longValue(),
            "must be greater than minReadySeconds");
      }
    }
    return out.list();
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings().add(validate(context, object));
    JsonNode selector = Json.at(object, "spec", "selector");
    return out.add(
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
    JsonNode status = Json.at(object, "status");
    return new Findings()
        .add(
            ReplicaStatusRules.validate(
                status,
                List.of(
                    "observedGeneration",
                    "replicas",
                    "updatedReplicas",
                    "readyReplicas",
                    "availableReplicas",
                    "unavailableReplicas",
                    "collisionCount"),
                List.of("updatedReplicas", "readyReplicas", "availableReplicas"),
                "readyReplicas"))
        .add(ReplicaStatusRules.collisions(status, Json.at(old, "status")))
        .list();
  }

  private static void strategy(Findings out, FieldPath path, JsonNode strategy) {
    JsonNode rolling = Json.at(strategy, "rollingUpdate");
    String type = Json.text(strategy, "type");
    switch (type) {
      case "Recreate" -> {
        if (rolling != null) {
          out.forbidden(
              path.child("rollingUpdate"),
              "may not be specified when strategy `type` is 'Recreate'");
        }
      }
      case "RollingUpdate" -> {
        if (rolling == null) {
          out.required(path.child("rollingUpdate"), "this should be defaulted and never be nil");
        } else {
          rollingUpdate(out, path.child("rollingUpdate"), rolling);
        }
      }
      default ->
          out.add(
              FieldError.notSupported(
                  path,
                  GoText.literal(
                      "apps.DeploymentStrategy{Type:"
                          + FieldError.quoted(type)
                          + ", RollingUpdate:(*apps.RollingUpdateDeployment)(nil)}"),
                  List.of("Recreate", "RollingUpdate")));
    }
  }

  private static void rollingUpdate(Findings out, FieldPath path, JsonNode rolling) {
    JsonNode unavailable = Json.at(rolling, "maxUnavailable");
    JsonNode surge = Json.at(rolling, "maxSurge");
    out.add(FieldRules.nonNegativeIntOrPercent(path.child("maxUnavailable"), unavailable));
    out.add(FieldRules.nonNegativeIntOrPercent(path.child("maxSurge"), surge));
    if (RolloutRules.valueOf(unavailable) == 0 && RolloutRules.valueOf(surge) == 0) {
      out.invalid(
          path.child("maxUnavailable"),
          RolloutRules.shown(unavailable),
          "may not be 0 when `maxSurge` is 0");
    }
    out.add(FieldRules.notMoreThan100Percent(path.child("maxUnavailable"), unavailable));
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

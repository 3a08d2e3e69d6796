package io.gantry.resource.kinds.apps.statefulset;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.apps.ReplicaStatusRules;
import io.gantry.resource.kinds.base.DisabledFields;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.persistentvolumeclaim.PersistentVolumeClaimStrategy;
import io.gantry.resource.kinds.core.podspec.TemplateRules;
import io.gantry.resource.kinds.core.podspec.warnings.PodWarnings;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a StatefulSet. */
public final class StatefulSetStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> CHANGEABLE =
      List.of(
          "replicas",
          "ordinals",
          "template",
          "updateStrategy",
          "persistentVolumeClaimRetentionPolicy",
          "minReadySeconds");

  private static final String UNAVAILABLE = "spec.updateStrategy.rollingUpdate.maxUnavailable";

  public StatefulSetStrategy() {
    super(true, true);
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    super.prepareForCreate(context, object);
    DisabledFields.drop(object, null, UNAVAILABLE);
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    super.prepareForUpdate(context, object, old);
    DisabledFields.drop(object, old, UNAVAILABLE);
  }

  @Override
  public NameRule nameRule() {
    return NameRule.DNS_LABEL;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    String management = Json.text(spec, "podManagementPolicy");
    if (management.isEmpty()) {
      out.required(SPEC.child("podManagementPolicy"));
    } else if (!List.of("OrderedReady", "Parallel").contains(management)) {
      out.invalid(
          SPEC.child("podManagementPolicy"), management, "must be 'OrderedReady' or 'Parallel'");
    }
    strategy(out, SPEC.child("updateStrategy"), Json.at(spec, "updateStrategy"));
    JsonNode retention = Json.at(spec, "persistentVolumeClaimRetentionPolicy");
    for (String when : List.of("whenDeleted", "whenScaled")) {
      if (retention != null) {
        out.add(
            FieldRules.oneOf(
                SPEC.child("persistentVolumeClaimRetentionPolicy", when),
                Json.text(retention, when),
                List.of("Retain", "Delete")));
      }
    }
    out.nonNegative(SPEC, spec, "replicas");
    out.nonNegative(SPEC, spec, "minReadySeconds");
    out.nonNegative(SPEC.child("ordinals"), Json.at(spec, "ordinals"), "start");
    TemplateRules.requiredSelector(
        out, SPEC.child("selector"), Json.at(spec, "selector"), "statefulset");
    TemplateRules.selected(context, out, SPEC, spec, "", "StatefulSet");
    return out.list();
  }

  private static void strategy(Findings out, FieldPath path, JsonNode strategy) {
    String type = Json.text(strategy, "type");
    JsonNode rolling = Json.at(strategy, "rollingUpdate");
    switch (type) {
      case "" -> out.required(path);
      case "OnDelete" -> {
        if (rolling != null) {
          out.invalid(
              path.child("rollingUpdate"),
              GoText.literal("apps.RollingUpdateStatefulSetStrategy{}"),
              "only allowed for updateStrategy 'RollingUpdate'");
        }
      }
      case "RollingUpdate" -> out.nonNegative(path.child("rollingUpdate"), rolling, "partition");
      default ->
          out.invalid(
              path,
              GoText.literal(
                  "apps.StatefulSetUpdateStrategy{Type:"
                      + FieldError.quoted(type)
                      + ", RollingUpdate:(*apps.RollingUpdateStatefulSetStrategy)(nil)}"),
              "must be 'RollingUpdate' or 'OnDelete'");
    }
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings().add(validate(context, object));
    ObjectNode now = Json.ensureObject(object.deepCopy(), "spec");
    ObjectNode before = Json.ensureObject(old.deepCopy(), "spec");
    CHANGEABLE.forEach(now::remove);
    CHANGEABLE.forEach(before::remove);
    if (!FieldRules.same(now, before)) {
      out.forbidden(
          SPEC,
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
              + " 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds'"
              + " are forbidden");
    }
    return out.list();
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
                    "replicas",
                    "readyReplicas",
                    "currentReplicas",
                    "updatedReplicas",
                    "availableReplicas",
                    "observedGeneration",
                    "collisionCount"),
                List.of("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"),
                "status.readyReplicas"))
        .add(ReplicaStatusRules.collisions(status, Json.at(old, "status")))
        .list();
  }

  @Override
  protected List<String> warnings(ObjectNode object, ObjectNode old) {
    Notices out = new Notices();
    if (isNewsworthy(object, old)) {
      PodWarnings.template(out, SPEC.child("template"), Json.at(object, "spec", "template"));
    }
    int i = 0;
    for (JsonNode claim : Json.items(object, "spec", "volumeClaimTemplates")) {
      FieldPath at = SPEC.child("volumeClaimTemplates").index(i++);
      PersistentVolumeClaimStrategy.notices(
          out, old == null ? at : at.child("Spec"), Json.at(claim, "spec"));
    }
    return out.list();
  }
}

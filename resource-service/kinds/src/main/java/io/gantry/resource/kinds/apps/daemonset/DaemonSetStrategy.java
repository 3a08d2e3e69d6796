package io.gantry.resource.kinds.apps.daemonset;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
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
import io.gantry.resource.machinery.validation.LabelRules;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a DaemonSet. */
public final class DaemonSetStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

  public DaemonSetStrategy() {
    super(true, true);
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    readable(object);
    super.prepareForCreate(context, object);
    templateGeneration(object, Math.max(1, templateGeneration(object)));
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    readable(object);
    super.prepareForUpdate(context, object, old);
    boolean changed =
        !FieldRules.same(Json.at(object, "spec", "template"), Json.at(old, "spec", "template"));
    templateGeneration(object, templateGeneration(old) + (changed ? 1 : 0));
  }

  private static long templateGeneration(ObjectNode object) {
    String text = Json.text(object, "metadata", "annotations", TEMPLATE_GENERATION);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  /** The annotation is read with the rest of the object, and so are its faults. */
  private static void readable(ObjectNode object) {
    JsonNode sent = Json.at(object, "metadata", "annotations", TEMPLATE_GENERATION);
    if (sent == null) {
      return;
    }
    String text = sent.asString();
    boolean isNumber = NUMBER.matcher(text).matches();
    if (isNumber && new BigInteger(text).bitLength() < Long.SIZE) {
      return;
    }
    throw ApiStatus.badRequest(
            "DaemonSet in version \"v1\" cannot be handled as a DaemonSet: strconv.ParseInt: parsing "
                + FieldError.quoted(text)
                + (isNumber ? ": value out of range" : ": invalid syntax"))
        .asException();
  }

  /** Once a field of the specification; since it is none any more it travels as an annotation. */
  private static void templateGeneration(ObjectNode object, long generation) {
    Map<String, String> annotations = Json.map(object, "metadata", "annotations");
    annotations.put(TEMPLATE_GENERATION, Long.toString(generation));
    Json.ensureObject(object, "metadata").set("annotations", Json.stringMap(annotations));
  }

  @Override
  protected boolean validatesTwice() {
    return true;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    JsonNode selector = Json.at(spec, "selector");
    JsonNode template = Json.at(spec, "template");
    FieldPath at = SPEC.child("template");
    out.add(LabelRules.selector(SPEC.child("selector"), selector));
    if (TemplateRules.isUsable(selector)) {
      TemplateRules.matches(context, out, at, LabelSelector.ofOrNothing(selector), template);
    }
    if (selector != null && TemplateRules.isEmpty(selector)) {
      out.invalid(
          SPEC.child("selector"),
          GoText.labelSelector(selector),
          "empty selector is invalid for daemonset");
    }
    TemplateRules.template(out, at, template);
    TemplateRules.runsForever(out, at, template, "DaemonSet");
    out.nonNegative(SPEC, spec, "minReadySeconds");
    strategy(out, SPEC.child("updateStrategy"), Json.at(spec, "updateStrategy"));
    out.nonNegative(SPEC, spec, "revisionHistoryLimit");
    return out.list();
  }

  private static void strategy(Findings out, FieldPath path, JsonNode strategy) {
    String type = Json.text(strategy, "type");
    JsonNode rolling = Json.at(strategy, "rollingUpdate");
    if (type.equals("OnDelete")) {
      return;
    }
    if (!type.equals("RollingUpdate")) {
      out.add(
          FieldError.notSupported(
              path,
              GoText.literal(
                  "apps.DaemonSetUpdateStrategy{Type:"
                      + FieldError.quoted(type)
                      + ", RollingUpdate:(*apps.RollingUpdateDaemonSet)(nil)}"),
              List.of("RollingUpdate", "OnDelete")));
      return;
    }
    FieldPath at = path.child("rollingUpdate");
    if (rolling == null) {
      out.required(at);
      return;
    }
    JsonNode unavailable = Json.at(rolling, "maxUnavailable");
    JsonNode surge = Json.at(rolling, "maxSurge");
    out.add(FieldRules.nonNegativeIntOrPercent(at.child("maxUnavailable"), unavailable));
    out.add(FieldRules.nonNegativeIntOrPercent(at.child("maxSurge"), surge));
    out.add(FieldRules.notMoreThan100Percent(at.child("maxUnavailable"), unavailable));
    out.add(FieldRules.notMoreThan100Percent(at.child("maxSurge"), surge));
    boolean hasUnavailable = RolloutRules.valueOf(unavailable) != 0;
    boolean hasSurge = RolloutRules.valueOf(surge) != 0;
    if (hasUnavailable && hasSurge) {
      out.invalid(
          at.child("maxSurge"),
          RolloutRules.shown(surge),
          "may not be set when maxUnavailable is non-zero");
    } else if (!hasUnavailable && !hasSurge) {
      out.required(at.child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
    }
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
    JsonNode status = Json.at(object, "status");
    return new Findings()
        .add(
            ReplicaStatusRules.counts(
                status,
                List.of(
                    "currentNumberScheduled",
                    "numberMisscheduled",
                    "desiredNumberScheduled",
                    "numberReady",
                    "observedGeneration",
                    "updatedNumberScheduled",
                    "numberAvailable",
                    "numberUnavailable",
                    "collisionCount")))
        .add(ReplicaStatusRules.collisions(status, Json.at(old, "status")))
        .list();
  }

  @Override
  protected List<String> warnings(ObjectNode object, ObjectNode old) {
    Notices out = new Notices();
    if (old == null || templateGeneration(object) != templateGeneration(old)) {
      PodWarnings.template(out, SPEC.child("template"), Json.at(object, "spec", "template"));
    }
    return out.list();
  }
}

package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Pod templates, and how selectors of workloads fit them. */
public final class TemplateRules {
  private TemplateRules() {}

  /** A template on its own (Kubernetes {@code ValidatePodTemplateSpec}). */
  public static void template(Findings out, FieldPath path, JsonNode template) {
    labels(out, path, template);
    JsonNode spec = Json.at(template, "spec");
    out.add(PodSpecRules.validate(path.child("spec"), spec, false));
    ProfileAnnotationRules.matches(
        out, path.child("spec"), Json.map(template, "metadata", "annotations"), spec);
    if (!Json.items(spec, "ephemeralContainers").isEmpty()) {
      out.forbidden(
          path.child("spec", "ephemeralContainers"),
          "ephemeral containers not allowed in pod template");
    }
  }

  private static void labels(Findings out, FieldPath path, JsonNode template) {
    out.add(LabelRules.labels(path.child("labels"), Json.at(template, "metadata", "labels")));
    out.add(
        LabelRules.annotations(
            path.child("annotations"), Json.at(template, "metadata", "annotations")));
    PodAnnotationRules.validate(
        out,
        path.child("annotations"),
        Json.map(template, "metadata", "annotations"),
        Json.at(template, "spec"));
  }

  /** The selector must select the template's pods. */
  public static void matches(
      WriteContext context,
      Findings out,
      FieldPath path,
      LabelSelector selector,
      JsonNode template) {
    JsonNode labels = Json.at(template, "metadata", "labels");
    if (!selector.matches(Json.map(labels))) {
      FieldPath at = path.child("metadata", "labels");
      out.invalid(
          at,
          GoText.stringMap(labels, context.sentEmpty(at.toString())),
          "`selector` does not match template `labels`");
    }
  }

  /** Pods of a workload that keeps a number of them run for ever. */
  public static void runsForever(Findings out, FieldPath path, JsonNode template, String owner) {
    JsonNode spec = Json.at(template, "spec");
    String policy = Json.text(spec, "restartPolicy");
    if (!policy.equals("Always")) {
      out.add(
          FieldError.notSupported(path.child("spec", "restartPolicy"), policy, List.of("Always")));
    }
    if (Json.has(spec, "activeDeadlineSeconds")) {
      out.forbidden(
          path.child("spec", "activeDeadlineSeconds"),
          "activeDeadlineSeconds in " + owner + " is not Supported");
    }
  }

  /** A selector that must be there, be valid and not be empty; what is not is reported. */
  public static void requiredSelector(
      Findings out, FieldPath path, JsonNode selector, String owner) {
    if (selector == null) {
      out.required(path);
      return;
    }
    out.add(LabelRules.selector(path, selector));
    if (isEmpty(selector)) {
      out.invalid(path, GoText.labelSelector(selector), "empty selector is invalid for " + owner);
    }
  }

  public static boolean isEmpty(JsonNode selector) {
    return Json.map(selector, "matchLabels").isEmpty()
        && Json.items(selector, "matchExpressions").isEmpty();
  }

  /** Whether a selector (null selects nothing) can be evaluated at all. */
  public static boolean isUsable(JsonNode selector) {
    return LabelRules.selector(FieldPath.root(), selector).isEmpty();
  }

  /**
   * Selector and template of a Deployment, ReplicaSet or StatefulSet together.
   *
   * @param unusable what is said of a selector that cannot be evaluated
   */
  public static void selected(
      WriteContext context,
      Findings out,
      FieldPath path,
      JsonNode spec,
      String unusable,
      String owner) {
    JsonNode selector = Json.at(spec, "selector");
    if (!isUsable(selector)) {
      out.invalid(path.child("selector"), GoText.labelSelector(selector), unusable);
      return;
    }
    FieldPath at = path.child("template");
    JsonNode template = Json.at(spec, "template");
    if (selector == null || !isEmpty(selector)) {
      matches(context, out, at, LabelSelector.ofOrNothing(selector), template);
    }
    if (owner.equals("StatefulSet")) {
      // Kubernetes does not look into the pods of a StatefulSet before they are made.
      labels(out, at, template);
    } else {
      template(out, at, template);
    }
    runsForever(out, at, template, owner);
  }
}

package io.gantry.resource.kinds.batch.job;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.TemplateRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a Job. */
public final class JobStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String UID = "controller-uid";
  private static final String NAME = "job-name";
  private static final String PREFIX = "batch.kubernetes.io/";
  private static final List<String> IMMUTABLE =
      List.of(
          "selector",
          "template",
          "completionMode",
          "podFailurePolicy",
          "backoffLimitPerIndex",
          "managedBy",
          "successPolicy");

  public JobStrategy() {
    super(true, true);
  }

  /** Kept as it was before there was a garbage collector; kubectl asks for better. */
  @Override
  public boolean orphansByDefault() {
    return true;
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode job) {
    super.prepareForCreate(context, job);
    job.putObject("status");
    if (!Json.bool(job, false, "spec", "manualSelector")) {
      generateSelector(job);
    }
  }

  private static void generateSelector(ObjectNode job) {
    String uid = Json.text(job, "metadata", "uid");
    String name = Json.text(job, "metadata", "name");
    ObjectNode labels = Json.ensureObject(job, "spec", "template", "metadata", "labels");
    // A template that was copied from another job has labels of that job.
    for (String prefix : List.of("", PREFIX)) {
      if (!labels.has(prefix + NAME)) {
        labels.put(prefix + NAME, name);
      }
      if (!labels.has(prefix + UID)) {
        labels.put(prefix + UID, uid);
      }
    }
    ObjectNode selected = Json.ensureObject(job, "spec", "selector", "matchLabels");
    if (!selected.has(PREFIX + UID)) {
      selected.put(PREFIX + UID, uid);
    }
  }

  @Override
  protected boolean validatesTwice() {
    return true;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode job) {
    Findings out = new Findings();
    generated(out, job, List.of("", PREFIX));
    out.add(rules(context, job));
    podNames(out, job);
    return out.list();
  }

  @Override
  public List<FieldError> validateUpdate(WriteContext context, ObjectNode job, ObjectNode old) {
    if (!context.subresource().isEmpty()) {
      return JobStatusRules.validate(job, old);
    }
    Findings out = new Findings();
    JsonNode labels = Json.at(old, "spec", "template", "metadata", "labels");
    boolean prefixed = Json.has(labels, PREFIX + NAME) && Json.has(labels, PREFIX + UID);
    generated(out, job, prefixed ? List.of("", PREFIX) : List.of(""));
    out.add(rules(context, job));
    podNames(out, job);
    return out.add(validateChange(context, job, old)).list();
  }

  /**
   * @param prefixes of the labels that must be there: jobs from before there was a prefix have only
   *     those without
   */
  private static void generated(Findings out, ObjectNode job, List<String> prefixes) {
    if (!Json.bool(job, false, "spec", "manualSelector") && Json.has(job, "spec", "selector")) {
      generatedLabels(out, job, prefixes);
      generatedSelector(out, job, prefixes);
    }
  }

  /** Labels that a template was copied with are in the way of the generated ones. */
  private static void generatedLabels(Findings out, ObjectNode job, List<String> prefixes) {
    FieldPath path = SPEC.child("template", "metadata", "labels");
    JsonNode labels = Json.at(job, "spec", "template", "metadata", "labels");
    for (String prefix : prefixes) {
      label(out, path, labels, prefix + UID, Json.text(job, "metadata", "uid"));
      label(out, path, labels, prefix + NAME, Json.text(job, "metadata", "name"));
    }
  }

  private static void generatedSelector(Findings out, ObjectNode job, List<String> prefixes) {
    JsonNode selector = Json.at(job, "spec", "selector");
    String uid = Json.text(job, "metadata", "uid");
    String name = Json.text(job, "metadata", "name");
    Map<String, String> expected = new HashMap<>();
    for (String prefix : prefixes) {
      expected.put(prefix + UID, uid);
      expected.put(prefix + NAME, name);
    }
    if (TemplateRules.isUsable(selector)
        && !LabelSelector.ofOrNothing(selector).matches(expected)) {
      out.invalid(
          SPEC.child("selector"), GoText.labelSelector(selector), "`selector` not auto-generated");
    }
  }

  private static void label(
      Findings out, FieldPath path, JsonNode labels, String name, String expected) {
    String must = "must be '" + expected + "'";
    if (labels == null || !labels.has(name)) {
      out.required(path.key(name), must);
    } else if (!Json.text(labels, name).equals(expected)) {
      out.invalid(path.key(name), GoText.stringMap(labels), must);
    }
  }

  private static List<FieldError> rules(WriteContext context, ObjectNode job) {
    Findings out = new Findings(context);
    JsonNode spec = Json.at(job, "spec");
    JobRules.validate(out, SPEC, spec);
    JsonNode selector = Json.at(spec, "selector");
    if (selector == null) {
      out.required(SPEC.child("selector"));
    } else {
      out.add(LabelRules.selector(SPEC.child("selector"), selector));
    }
    if (TemplateRules.isUsable(selector)) {
      TemplateRules.matches(
          context,
          out,
          SPEC.child("template"),
          LabelSelector.ofOrNothing(selector),
          Json.at(spec, "template"));
    }
    return out.list();
  }

  /** Pods of an indexed job are named after their index, and their hosts after them. */
  private static void podNames(Findings out, ObjectNode job) {
    long completions = Json.number(job, 0, "spec", "completions");
    if (!Json.text(job, "spec", "completionMode").equals("Indexed") || completions <= 0) {
      return;
    }
    String name = Json.text(job, "metadata", "name");
    String last = name + "-" + (completions - 1);
    if (!Formats.dns1123Label(last).isEmpty()) {
      out.invalid(
          FieldPath.of("metadata").child("name"),
          name,
          "will not able to create pod with invalid DNS label: " + last);
    }
  }

  @Override
  protected List<FieldError> validateChange(WriteContext context, ObjectNode job, ObjectNode old) {
    Findings out = new Findings().add(rules(context, job));
    JsonNode now = Json.at(job, "spec");
    JsonNode before = Json.at(old, "spec");
    completions(out, now, before);
    boolean suspended =
        Json.bool(before, false, "suspend") && !Json.has(old, "status", "startTime");
    for (String field : IMMUTABLE) {
      JsonNode then = Json.at(before, field);
      if (suspended && field.equals("template") && then != null) {
        then = StartableTemplate.of(then, Json.at(now, field));
      }
      out.add(
          FieldRules.immutable(
              SPEC.child(field), Json.at(now, field), then, shown(field, Json.at(now, field))));
    }
    return out.list();
  }

  /** The number of completions of an indexed job may change, together with its parallelism. */
  private static void completions(Findings out, JsonNode now, JsonNode before) {
    JsonNode completions = Json.at(now, "completions");
    FieldPath at = SPEC.child("completions");
    if (!Json.text(now, "completionMode").equals("Indexed")) {
      out.add(FieldRules.immutable(at, completions, Json.at(before, "completions")));
    } else if (completions != null
        && !FieldRules.same(completions, Json.at(before, "completions"))
        && completions.longValue() != Json.number(now, 0, "parallelism")) {
      out.invalid(
          at, completions.longValue(), "can only be modified in tandem with spec.parallelism");
    }
  }

  private static Object shown(String field, JsonNode value) {
    return switch (field) {
      case "template" -> GoText.struct("core.PodTemplateSpec", value);
      case "podFailurePolicy" -> GoText.struct("batch.PodFailurePolicy", value);
      case "successPolicy" -> GoText.struct("batch.SuccessPolicy", value);
      case "selector" -> GoText.labelSelector(value);
      default -> GoText.of(value);
    };
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode job) {
    return Map.of("status.successful", Long.toString(Json.number(job, 0, "status", "succeeded")));
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("status.successful");
  }

  @Override
  protected List<String> warnings(ObjectNode object, ObjectNode old) {
    Notices out = new Notices();
    if (old == null) {
      out.podNames(object, "Pod names and hostnames");
    }
    if (isNewsworthy(object, old)) {
      JobRules.warnings(out, SPEC, Json.at(object, "spec"));
    }
    return out.list();
  }
}

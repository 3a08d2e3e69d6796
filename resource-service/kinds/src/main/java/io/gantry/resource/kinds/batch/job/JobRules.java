package io.gantry.resource.kinds.batch.job;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.core.podspec.TemplateRules;
import io.gantry.resource.kinds.core.podspec.warnings.PodWarnings;
import io.gantry.resource.machinery.validation.NetworkRules;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What holds for the specification of a job, in jobs and in templates of jobs. */
public final class JobRules {
  private static final String INDEXED_ONLY = "requires indexed completion mode";

  private static final int LONGEST_MANAGER = 63;
  private static final long MANY = 100_000;
  private static final long FEWER = 10_000;

  private JobRules() {}

  public static void validate(Findings out, FieldPath path, JsonNode spec) {
    for (String field :
        List.of(
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "backoffLimitPerIndex",
            "maxFailedIndexes")) {
      out.nonNegative(path, spec, field);
    }
    if (Json.has(spec, "maxFailedIndexes") && !Json.has(spec, "backoffLimitPerIndex")) {
      out.required(path.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
    }
    managedBy(out, path.child("managedBy"), Json.at(spec, "managedBy"));
    JsonNode mode = Json.at(spec, "completionMode");
    out.optionalOneOf(path.child("completionMode"), mode, List.of("NonIndexed", "Indexed"));
    if (mode == null || mode.asString().equals("NonIndexed")) {
      for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
        JsonNode value = Json.at(spec, field);
        if (value != null) {
          out.invalid(path.child(field), value.longValue(), INDEXED_ONLY);
        }
      }
    } else if (mode.asString().equals("Indexed")) {
      indexed(out, path, spec);
    }
    if (Json.has(spec, "podFailurePolicy")) {
      PodFailureRules.validate(out, path.child("podFailurePolicy"), spec);
    }
    SuccessPolicyRules.validate(out, path.child("successPolicy"), spec);
    out.optionalOneOf(
        path.child("podReplacementPolicy"),
        Json.at(spec, "podReplacementPolicy"),
        Json.has(spec, "podFailurePolicy")
            ? List.of("Failed")
            : List.of("Failed", "TerminatingOrFailed"));
    JsonNode template = Json.at(spec, "template");
    TemplateRules.template(out, path.child("template"), template);
    restartPolicy(out, path.child("template", "spec", "restartPolicy"), spec, template);
  }

  /** Limits that keep the lists of indexes in the status from growing without end. */
  private static void indexed(Findings out, FieldPath path, JsonNode spec) {
    JsonNode completions = Json.at(spec, "completions");
    JsonNode failures = Json.at(spec, "maxFailedIndexes");
    long parallelism = Json.number(spec, 0, "parallelism");
    long most = failures == null ? 0 : failures.longValue();
    FieldPath failuresPath = path.child("maxFailedIndexes");
    if (completions == null) {
      out.required(path.child("completions"), "when completion mode is Indexed");
    }
    if (parallelism > MANY) {
      out.invalid(
          path.child("parallelism"),
          parallelism,
          "must be less than or equal to " + MANY + " when completion mode is Indexed");
    }
    if (completions != null && most > completions.longValue()) {
      out.invalid(failuresPath, most, "must be less than or equal to completions");
    }
    if (most > MANY) {
      out.invalid(failuresPath, most, "must be less than or equal to " + MANY);
    }
    if (completions == null
        || completions.longValue() <= MANY
        || !Json.has(spec, "backoffLimitPerIndex")) {
      return;
    }
    String because =
        "must be less than or equal to "
            + FEWER
            + " when completions are above "
            + MANY
            + " and used with backoff limit per index";
    if (failures == null) {
      out.required(failuresPath, "must be specified when completions is above " + MANY);
    }
    if (parallelism > FEWER) {
      out.invalid(path.child("parallelism"), parallelism, because);
    }
    if (most > FEWER) {
      out.invalid(failuresPath, most, because);
    }
  }

  private static void managedBy(Findings out, FieldPath at, JsonNode manager) {
    if (manager == null) {
      return;
    }
    String name = manager.asString();
    out.add(NetworkRules.domainPrefixedPath(at, name));
    if (name.length() > LONGEST_MANAGER) {
      out.add(FieldError.tooLong(at, LONGEST_MANAGER));
    }
  }

  private static void restartPolicy(Findings out, FieldPath at, JsonNode spec, JsonNode template) {
    String policy = Json.text(template, "spec", "restartPolicy");
    if (policy.isEmpty() || policy.equals("Always")) {
      out.required(at, "valid values: \"OnFailure\", \"Never\"");
    } else if (!policy.equals("OnFailure") && !policy.equals("Never")) {
      out.add(FieldError.notSupported(at, policy, List.of("OnFailure", "Never")));
    } else if (Json.has(spec, "podFailurePolicy") && !policy.equals("Never")) {
      out.invalid(at, policy, "only \"Never\" is supported when podFailurePolicy is specified");
    }
  }

  public static void warnings(Notices out, FieldPath path, JsonNode spec) {
    if (Json.text(spec, "completionMode").equals("Indexed")
        && Json.number(spec, 0, "completions") > MANY
        && Json.number(spec, 0, "parallelism") > FEWER) {
      out.add(
          path,
          "In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher"
              + " than 10^4, Kubernetes might not be able to track completedIndexes when a big"
              + " number of indexes fail");
    }
    PodWarnings.template(out, path.child("template"), Json.at(spec, "template"));
  }
}

package io.gantry.resource.kinds.batch.job;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.core.podspec.TemplateRules;
import io.gantry.resource.machinery.validation.Formats;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What holds for the specification of a job, in jobs and in templates of jobs. */
public final class JobRules {
  private static final String INDEXED_ONLY = "requires indexed completion mode";

  private static final int LONGEST_MANAGER = 63;

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
    JsonNode mode = Json.at(spec, "completionMode");
    boolean indexed = mode != null && mode.asString().equals("Indexed");
    out.optionalOneOf(path.child("completionMode"), mode, List.of("NonIndexed", "Indexed"));
    if (indexed && !Json.has(spec, "completions")) {
      out.required(path.child("completions"), "when completion mode is Indexed");
    }
    if (mode == null || mode.asString().equals("NonIndexed")) {
      for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
        JsonNode value = Json.at(spec, field);
        if (value != null) {
          out.invalid(path.child(field), value.longValue(), INDEXED_ONLY);
        }
      }
    } else if (Json.has(spec, "maxFailedIndexes") && !Json.has(spec, "backoffLimitPerIndex")) {
      out.required(path.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
    }
    if (Json.has(spec, "podFailurePolicy")) {
      PodFailureRules.validate(out, path.child("podFailurePolicy"), spec);
    }
    out.optionalOneOf(
        path.child("podReplacementPolicy"),
        Json.at(spec, "podReplacementPolicy"),
        Json.has(spec, "podFailurePolicy")
            ? List.of("Failed")
            : List.of("Failed", "TerminatingOrFailed"));
    SuccessPolicyRules.validate(out, path.child("successPolicy"), spec);
    managedBy(out, path.child("managedBy"), Json.at(spec, "managedBy"));
    JsonNode template = Json.at(spec, "template");
    TemplateRules.template(out, path.child("template"), template);
    restartPolicy(out, path.child("template", "spec", "restartPolicy"), spec, template);
  }

  private static void managedBy(Findings out, FieldPath at, JsonNode manager) {
    if (manager == null) {
      return;
    }
    String name = manager.asString();
    String[] parts = name.split("/", 2);
    if (name.isEmpty()) {
      out.required(at);
    } else if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      out.invalid(at, name, "must be a domain-prefixed path (such as \"acme.io/foo\")");
    } else {
      out.format(at, parts[0], Formats::dns1123Subdomain);
      out.format(at, parts[1], Formats::urlPath);
    }
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
}

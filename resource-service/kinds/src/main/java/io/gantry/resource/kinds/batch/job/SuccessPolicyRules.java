package io.gantry.resource.kinds.batch.job;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** When an indexed job counts as done before all its indexes are. */
final class SuccessPolicyRules {
  private static final int MOST = 20;
  private static final int LONGEST = 64 * 1024;

  private SuccessPolicyRules() {}

  static void validate(Findings out, FieldPath path, JsonNode spec) {
    JsonNode policy = Json.at(spec, "successPolicy");
    if (policy == null) {
      return;
    }
    if (!Json.text(spec, "completionMode").equals("Indexed")) {
      out.invalid(
          path, GoText.struct("batch.SuccessPolicy", policy), "requires indexed completion mode");
      return;
    }
    List<JsonNode> rules = Json.items(policy, "rules");
    if (rules.isEmpty()) {
      out.required(
          path.child("rules"),
          "at least one rules must be specified when the successPolicy is specified");
    }
    if (rules.size() > MOST) {
      out.add(FieldError.tooMany(path.child("rules"), rules.size(), MOST));
    }
    long completions = Json.number(spec, 0, "completions");
    for (int i = 0; i < rules.size(); i++) {
      rule(out, path.child("rules").index(i), rules.get(i), completions);
    }
  }

  private static void rule(Findings out, FieldPath at, JsonNode rule, long completions) {
    JsonNode count = Json.at(rule, "succeededCount");
    JsonNode indexes = Json.at(rule, "succeededIndexes");
    if (count == null && indexes == null) {
      out.required(at, "at least one of succeededCount or succeededIndexes must be specified");
    }
    long total = 0;
    if (indexes != null) {
      FieldPath path = at.child("succeededIndexes");
      if (indexes.asString().length() > LONGEST) {
        out.add(FieldError.tooLong(path, LONGEST));
      }
      try {
        total = Intervals.count(indexes.asString(), completions);
      } catch (Intervals.SyntaxException e) {
        out.invalid(path, indexes.asString(), "error parsing succeededIndexes: " + e.getMessage());
      }
    }
    if (count == null) {
      return;
    }
    FieldPath path = at.child("succeededCount");
    out.nonNegative(at, rule, "succeededCount");
    if (count.longValue() > completions) {
      out.invalid(
          path,
          count.longValue(),
          "must be less than or equal to "
              + completions
              + " (the number of specified completions)");
    }
    if (indexes != null && count.longValue() > total) {
      out.invalid(
          path,
          count.longValue(),
          "must be less than or equal to "
              + total
              + " (the number of indexes in the specified succeededIndexes field)");
    }
  }
}

package io.gantry.resource.kinds.base;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.LabelRules;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Conditions of the form that all kinds share ({@code meta/v1 Condition}). */
public final class ConditionRules {
  private static final String REASON = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?";
  private static final Pattern REASON_PATTERN = Pattern.compile(REASON);
  private static final int LONGEST_REASON = 1024;
  private static final int LONGEST_MESSAGE = 32 * 1024;

  private ConditionRules() {}

  public static void validate(Findings out, FieldPath path, List<JsonNode> conditions) {
    Set<String> types = new HashSet<>();
    for (int i = 0; i < conditions.size(); i++) {
      String type = Json.text(conditions.get(i), "type");
      if (!types.add(type)) {
        out.add(FieldError.duplicate(path.index(i).child("type"), type));
      }
      condition(out, path.index(i), conditions.get(i));
    }
  }

  private static void condition(Findings out, FieldPath at, JsonNode condition) {
    out.add(LabelRules.labelName(at.child("type"), Json.text(condition, "type")));
    out.add(
        FieldRules.oneOf(
            at.child("status"),
            Json.text(condition, "status"),
            List.of("False", "True", "Unknown")));
    long generation = Json.number(condition, 0, "observedGeneration");
    if (generation < 0) {
      out.invalid(
          at.child("observedGeneration"), generation, "must be greater than or equal to zero");
    }
    if (!Json.has(condition, "lastTransitionTime")) {
      out.required(at.child("lastTransitionTime"), "must be set");
    }
    String reason = Json.text(condition, "reason");
    if (reason.isEmpty()) {
      out.required(at.child("reason"), "must be set");
    } else {
      if (!REASON_PATTERN.matcher(reason).matches()) {
        out.invalid(
            at.child("reason"),
            reason,
            Formats.regex(
                "a condition reason must start with alphabetic character, optionally followed by a"
                    + " string of alphanumeric characters or '_,:', and must end with an"
                    + " alphanumeric character or '_'",
                REASON,
                "my_name",
                "MY_NAME",
                "MyName",
                "ReasonA,ReasonB",
                "ReasonA:ReasonB"));
      }
      longest(out, at.child("reason"), reason, LONGEST_REASON);
    }
    longest(out, at.child("message"), Json.text(condition, "message"), LONGEST_MESSAGE);
  }

  private static void longest(Findings out, FieldPath at, String text, int most) {
    if (text.getBytes(StandardCharsets.UTF_8).length > most) {
      out.add(FieldError.tooLong(at, most));
    }
  }
}

package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Tolerations of taints. */
public final class TolerationRules {
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  private TolerationRules() {}

  public static void validate(Findings out, FieldPath path, List<JsonNode> tolerations) {
    for (int i = 0; i < tolerations.size(); i++) {
      FieldPath at = path.index(i);
      JsonNode toleration = tolerations.get(i);
      String key = Json.text(toleration, "key");
      String operator = Json.text(toleration, "operator");
      String value = Json.text(toleration, "value");
      String effect = Json.text(toleration, "effect");
      if (!key.isEmpty()) {
        out.add(LabelRules.labelName(at.child("key"), key));
      } else if (!operator.equals("Exists")) {
        out.invalid(
            at.child("operator"),
            operator,
            "operator must be Exists when `key` is empty, which means \"match all values and all"
                + " keys\"");
      }
      if (Json.has(toleration, "tolerationSeconds") && !effect.equals("NoExecute")) {
        out.invalid(
            at.child("effect"),
            effect,
            "effect must be 'NoExecute' when `tolerationSeconds` is set");
      }
      switch (operator) {
        case "Equal", "" -> {
          List<String> wrong = Formats.labelValue(value);
          if (!wrong.isEmpty()) {
            out.invalid(at.child("operator"), value, String.join(";", wrong));
          }
        }
        case "Exists" -> {
          if (!value.isEmpty()) {
            out.invalid(
                at.child("operator"),
                dump(toleration),
                "value must be empty when `operator` is 'Exists'");
          }
        }
        default ->
            out.add(
                FieldError.notSupported(
                    at.child("operator"), operator, List.of("Equal", "Exists")));
      }
      if (!effect.isEmpty()) {
        out.add(FieldRules.oneOf(at.child("effect"), effect, EFFECTS));
      }
    }
  }

  private static Object dump(JsonNode toleration) {
    return GoText.literal(
        "core.Toleration{Key:"
            + FieldError.quoted(Json.text(toleration, "key"))
            + ", Operator:"
            + FieldError.quoted(Json.text(toleration, "operator"))
            + ", Value:"
            + FieldError.quoted(Json.text(toleration, "value"))
            + ", Effect:"
            + FieldError.quoted(Json.text(toleration, "effect"))
            + ", TolerationSeconds:(*int64)(nil)}");
  }
}

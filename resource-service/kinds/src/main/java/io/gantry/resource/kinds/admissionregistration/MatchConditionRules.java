package io.gantry.resource.kinds.admissionregistration;

import dev.cel.common.types.SimpleType;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.expressions.Expressions;
import io.gantry.resource.kinds.expressions.Scope;
import io.gantry.resource.machinery.validation.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Conditions in front of a webhook or policy. */
final class MatchConditionRules {
  private static final int MOST = 64;

  private MatchConditionRules() {}

  /**
   * @param hasParams whether expressions may speak of the parameters of a policy
   */
  static void validate(Findings out, FieldPath path, List<JsonNode> conditions, boolean hasParams) {
    if (conditions.size() > MOST) {
      out.add(FieldError.tooMany(path, conditions.size(), MOST));
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < conditions.size(); i++) {
      FieldPath at = path.index(i);
      String name = Json.text(conditions.get(i), "name");
      String expression = Json.text(conditions.get(i), "expression");
      if (expression.isBlank()) {
        out.required(at.child("expression"));
      } else {
        Expressions.whatIsWrong(
                expression,
                Scope.ofAdmission(hasParams),
                Set.of(SimpleType.BOOL),
                "must evaluate to bool")
            .ifPresent(wrong -> out.invalid(at.child("expression"), expression, wrong));
      }
      if (name.isEmpty()) {
        out.required(at.child("name"));
      } else {
        out.format(at.child("name"), name, Formats::qualifiedName);
        if (!names.add(name)) {
          out.add(FieldError.duplicate(at.child("name"), name));
        }
      }
    }
  }
}

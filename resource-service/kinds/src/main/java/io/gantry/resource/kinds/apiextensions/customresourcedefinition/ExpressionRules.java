package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import dev.cel.common.types.SimpleType;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.expressions.Expressions;
import io.gantry.resource.kinds.expressions.Scope;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Expressions that values of a schema must satisfy. */
final class ExpressionRules {
  private static final List<String> REASONS =
      List.of(
          "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");
  private static final Pattern LINE_BREAK = Pattern.compile("[\\n\\r]");

  private ExpressionRules() {}

  static void validate(Findings out, FieldPath path, List<JsonNode> rules) {
    for (int i = 0; i < rules.size(); i++) {
      rule(out, path.index(i), rules.get(i));
    }
  }

  private static void rule(Findings out, FieldPath at, JsonNode rule) {
    String expression = Json.text(rule, "rule").strip();
    String message = Json.text(rule, "message");
    if (expression.isEmpty()) {
      out.required(at.child("rule"), "rule is not specified");
    } else if (!message.isEmpty() && message.isBlank()) {
      out.invalid(at.child("message"), message, "message must be non-empty if specified");
    } else if (breaks(message.strip())) {
      out.invalid(at.child("message"), message, "message must not contain line breaks");
    } else if (breaks(expression) && message.isBlank()) {
      out.required(at.child("message"), "message must be specified if rule contains line breaks");
    }
    String messageExpression = Json.text(rule, "messageExpression");
    if (!messageExpression.isEmpty() && messageExpression.isBlank()) {
      out.required(
          at.child("messageExpression"), "messageExpression must be non-empty if specified");
    }
    out.optionalOneOf(at.child("reason"), Json.at(rule, "reason"), REASONS);
    String fieldPath = Json.text(rule, "fieldPath");
    if (!fieldPath.isEmpty() && fieldPath.isBlank()) {
      out.invalid(at.child("fieldPath"), fieldPath, "fieldPath must be non-empty if specified");
    }
    if (breaks(fieldPath)) {
      out.invalid(at.child("fieldPath"), fieldPath, "fieldPath must not contain line breaks");
    }
  }

  private static boolean breaks(String text) {
    return LINE_BREAK.matcher(text).find();
  }

  /**
   * Compiles the expressions of one schema.
   *
   * @param root whether the schema is that of the whole object
   */
  static void compile(Findings out, FieldPath path, JsonNode schema, boolean root) {
    List<JsonNode> rules = Json.items(schema, "x-kubernetes-validations");
    if (rules.isEmpty()) {
      return;
    }
    Scope scope = SchemaTypes.scope(schema, root);
    for (int i = 0; i < rules.size(); i++) {
      FieldPath at = path.index(i);
      String rule = Json.text(rules.get(i), "rule");
      Object shown = GoText.struct("apiextensions.ValidationRule", rules.get(i));
      if (rule.isBlank()) {
        continue;
      }
      Optional<String> wrong =
          Expressions.whatIsWrong(
              rule, scope, Set.of(SimpleType.BOOL), "cel expression must evaluate to a bool");
      wrong.ifPresent(message -> out.invalid(at.child("rule"), shown, message));
      String text = Json.text(rules.get(i), "messageExpression");
      if (wrong.isEmpty() && !text.isBlank()) {
        Expressions.whatIsWrong(text, scope, Set.of(SimpleType.STRING), "must evaluate to a string")
            .ifPresent(
                message ->
                    out.invalid(
                        at.child("messageExpression"), shown, "messageExpression " + message));
      }
    }
  }
}

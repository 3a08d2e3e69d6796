package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import java.util.List;
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
  static void compile(Findings out, FieldPath path, JsonNode schema, boolean root) {}
}

package io.gantry.resource.kinds.admissionregistration;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.expressions.Expressions;
import io.gantry.resource.kinds.expressions.Scope;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a ValidatingAdmissionPolicy. */
public final class ValidatingAdmissionPolicyStrategy extends AdmissionConfigurationStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
  private static final int MOST_ANNOTATIONS = 20;
  private static final int LONGEST_VALUE = 5 * 1024;

  /** Words of the language, which no variable may be called by. */
  private static final Set<String> RESERVED =
      Set.of(
          ("true false null in as break const continue else for function if import let loop package"
                  + " namespace return var void while")
              .split(" "));

  private static final String ONE_NEEDED =
      "validations or auditAnnotations must contain at least one item";

  public ValidatingAdmissionPolicyStrategy() {
    super(true);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    out.optionalOneOf(
        SPEC.child("failurePolicy"), Json.at(spec, "failurePolicy"), List.of("Fail", "Ignore"));
    JsonNode kind = Json.at(spec, "paramKind");
    if (kind != null) {
      ParamKindRules.validate(out, SPEC.child("paramKind"), kind);
    }
    constraints(out, SPEC.child("matchConstraints"), Json.at(spec, "matchConstraints"));
    MatchConditionRules.validate(
        out, SPEC.child("matchConditions"), Json.items(spec, "matchConditions"), kind != null);
    Scope scope = variables(out, Json.items(spec, "variables"), Scope.ofAdmission(kind != null));
    List<JsonNode> validations = Json.items(spec, "validations");
    if (validations.isEmpty() && Json.items(spec, "auditAnnotations").isEmpty()) {
      out.required(SPEC.child("validations"), ONE_NEEDED);
      out.required(SPEC.child("auditAnnotations"), ONE_NEEDED);
    }
    for (int i = 0; i < validations.size(); i++) {
      validation(out, SPEC.child("validations").index(i), validations.get(i), scope);
    }
    List<JsonNode> annotations = Json.items(spec, "auditAnnotations");
    FieldPath annotationsPath = SPEC.child("auditAnnotations");
    if (annotations.size() > MOST_ANNOTATIONS) {
      out.invalid(
          annotationsPath,
          GoText.literal("[]admissionregistration.AuditAnnotation{}"),
          "must not have more than " + MOST_ANNOTATIONS + " auditAnnotations");
    }
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < annotations.size(); i++) {
      FieldPath at = annotationsPath.index(i);
      annotation(out, at, annotations.get(i), Json.text(object, "metadata", "name"), scope);
      String key = Json.text(annotations.get(i), "key");
      if (!keys.add(key)) {
        out.add(FieldError.duplicate(at.child("key"), key));
      }
    }
    return out.list();
  }

  private static void constraints(Findings out, FieldPath at, JsonNode constraints) {
    if (constraints == null) {
      out.required(at);
      return;
    }
    RuleWithOperationsRules.matchResources(out, at, constraints);
    if (Json.items(constraints, "resourceRules").isEmpty()) {
      out.required(at.child("resourceRules"));
    }
  }

  /** What later expressions may name: each variable sees those before it. */
  private static Scope variables(Findings out, List<JsonNode> variables, Scope admission) {
    Map<String, CelType> known = new HashMap<>();
    for (int i = 0; i < variables.size(); i++) {
      FieldPath at = SPEC.child("variables").index(i);
      String name = Json.text(variables.get(i), "name");
      boolean isName = IDENTIFIER.matcher(name).matches() && !RESERVED.contains(name);
      if (name.isBlank()) {
        out.required(at.child("name"), "name is not specified");
      } else if (!isName) {
        out.invalid(at.child("name"), name, "name is not a valid CEL identifier");
      }
      String expression = Json.text(variables.get(i), "expression");
      if (expression.isBlank()) {
        out.required(at.child("expression"), "expression is not specified");
        continue;
      }
      Expressions.Result result = Expressions.compile(expression, admission.with(known));
      if (result.error() != null) {
        out.invalid(at.child("expression"), expression, "compilation failed: " + result.error());
      }
      if (isName) {
        known.put(name, result.type());
      }
    }
    return variables.isEmpty() ? admission : admission.with(known);
  }

  private static void annotation(
      Findings out, FieldPath at, JsonNode annotation, String policy, Scope scope) {
    String key = Json.text(annotation, "key");
    if (policy.isEmpty()) {
      out.invalid(at.child("key"), key, "requires metadata.name be non-empty");
    } else {
      out.format(at.child("key"), policy + "/" + key, Formats::qualifiedName);
    }
    String expression = Json.text(annotation, "valueExpression");
    String trimmed = expression.strip();
    if (trimmed.isEmpty()) {
      out.required(at.child("valueExpression"), "valueExpression is not specified");
    } else if (trimmed.getBytes(StandardCharsets.UTF_8).length > LONGEST_VALUE) {
      out.required(
          at.child("valueExpression"), "must not exceed " + LONGEST_VALUE + " bytes in length");
    } else {
      Expressions.whatIsWrong(
              trimmed,
              scope,
              Set.of(SimpleType.STRING, SimpleType.NULL_TYPE),
              "must evaluate to one of [string null_type]")
          .ifPresent(wrong -> out.invalid(at.child("valueExpression"), expression, wrong));
    }
  }

  private static void validation(Findings out, FieldPath at, JsonNode validation, Scope scope) {
    String expression = Json.text(validation, "expression");
    if (expression.isBlank()) {
      out.required(at.child("expression"), "expression is not specified");
    } else {
      Expressions.whatIsWrong(expression, scope, Set.of(SimpleType.BOOL), "must evaluate to bool")
          .ifPresent(wrong -> out.invalid(at.child("expression"), expression, wrong));
    }
    String said = Json.text(validation, "messageExpression");
    if (!said.isEmpty() && said.isBlank()) {
      out.invalid(at.child("messageExpression"), said, "must be non-empty if specified");
    } else if (!said.isEmpty()) {
      Expressions.whatIsWrong(said, scope, Set.of(SimpleType.STRING), "must evaluate to string")
          .ifPresent(wrong -> out.invalid(at.child("messageExpression"), said, wrong));
    }
    String message = Json.text(validation, "message");
    if (!message.isEmpty() && message.isBlank()) {
      out.invalid(at.child("message"), message, "message must be non-empty if specified");
    } else if (message.strip().matches("(?s).*[\\n\\r].*")) {
      out.invalid(at.child("message"), message, "message must not contain line breaks");
    }
    out.optionalOneOf(
        at.child("reason"),
        Json.at(validation, "reason"),
        List.of("Forbidden", "Invalid", "RequestEntityTooLarge"));
  }
}

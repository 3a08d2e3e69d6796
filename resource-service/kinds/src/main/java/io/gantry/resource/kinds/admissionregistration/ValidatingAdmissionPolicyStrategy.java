package io.gantry.resource.kinds.admissionregistration;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.LabelRules;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a ValidatingAdmissionPolicy. Expressions are compiled where they are run. */
public final class ValidatingAdmissionPolicyStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
  private static final String ONE_NEEDED =
      "validations or auditAnnotations must contain at least one item";

  public ValidatingAdmissionPolicyStrategy() {
    super(true, true);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    out.optionalOneOf(
        SPEC.child("failurePolicy"), Json.at(spec, "failurePolicy"), List.of("Fail", "Ignore"));
    JsonNode kind = Json.at(spec, "paramKind");
    if (kind != null) {
      out.present(SPEC.child("paramKind", "apiVersion"), Json.text(kind, "apiVersion"));
      out.present(SPEC.child("paramKind", "kind"), Json.text(kind, "kind"));
    }
    constraints(out, SPEC.child("matchConstraints"), Json.at(spec, "matchConstraints"));
    MatchConditionRules.validate(
        out, SPEC.child("matchConditions"), Json.items(spec, "matchConditions"));
    variables(out, Json.items(spec, "variables"));
    List<JsonNode> validations = Json.items(spec, "validations");
    if (validations.isEmpty() && Json.items(spec, "auditAnnotations").isEmpty()) {
      out.required(SPEC.child("validations"), ONE_NEEDED);
      out.required(SPEC.child("auditAnnotations"), ONE_NEEDED);
    }
    for (int i = 0; i < validations.size(); i++) {
      validation(out, SPEC.child("validations").index(i), validations.get(i));
    }
    return out.list();
  }

  private static void constraints(Findings out, FieldPath at, JsonNode constraints) {
    if (constraints == null) {
      out.required(at);
      return;
    }
    List<JsonNode> rules = Json.items(constraints, "resourceRules");
    if (rules.isEmpty()) {
      out.required(at.child("resourceRules"));
    }
    for (int i = 0; i < rules.size(); i++) {
      RuleWithOperationsRules.validate(out, at.child("resourceRules").index(i), rules.get(i));
    }
    out.optionalOneOf(
        at.child("matchPolicy"),
        Json.at(constraints, "matchPolicy"),
        List.of("Equivalent", "Exact"));
    for (String selector : List.of("namespaceSelector", "objectSelector")) {
      out.add(LabelRules.selector(at.child(selector), Json.at(constraints, selector)));
    }
  }

  private static void variables(Findings out, List<JsonNode> variables) {
    for (int i = 0; i < variables.size(); i++) {
      FieldPath at = SPEC.child("variables").index(i);
      String name = Json.text(variables.get(i), "name");
      if (name.isEmpty()) {
        out.required(at.child("name"), "name is not specified");
      } else if (!IDENTIFIER.matcher(name).matches()) {
        out.invalid(at.child("name"), name, "name is not a valid CEL identifier");
      }
      if (Json.text(variables.get(i), "expression").strip().isEmpty()) {
        out.required(at.child("expression"), "expression is not specified");
      }
    }
  }

  private static void validation(Findings out, FieldPath at, JsonNode validation) {
    if (Json.text(validation, "expression").strip().isEmpty()) {
      out.required(at.child("expression"), "expression is not specified");
    }
    String message = Json.text(validation, "message");
    if (message.contains("\n")) {
      out.invalid(at.child("message"), message, "message must not contain line breaks");
    }
    out.optionalOneOf(
        at.child("reason"),
        Json.at(validation, "reason"),
        List.of("Forbidden", "Invalid", "RequestEntityTooLarge"));
  }
}

package io.gantry.resource.kinds.admissionregistration;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a ValidatingAdmissionPolicyBinding. */
public final class ValidatingAdmissionPolicyBindingStrategy extends AdmissionConfigurationStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");

  public ValidatingAdmissionPolicyBindingStrategy() {
    super(false);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    out.requiredFormat(
        SPEC.child("policyName"), Json.text(spec, "policyName"), Formats::dns1123Subdomain);
    JsonNode params = Json.at(spec, "paramRef");
    if (params != null) {
      params(out, SPEC.child("paramRef"), params);
    }
    JsonNode resources = Json.at(spec, "matchResources");
    if (resources != null) {
      RuleWithOperationsRules.matchResources(out, SPEC.child("matchResources"), resources);
    }
    actions(out, SPEC.child("validationActions"), Json.texts(spec, "validationActions"));
    return out.list();
  }

  private static void params(Findings out, FieldPath path, JsonNode params) {
    String name = Json.text(params, "name");
    JsonNode selector = Json.at(params, "selector");
    boolean both = !name.isEmpty() && selector != null;
    if (!name.isEmpty()) {
      out.format(path.child("name"), name, Formats::pathSegment);
    }
    if (both) {
      out.forbidden(path.child("name"), "name and selector are mutually exclusive");
    }
    if (selector != null) {
      out.add(LabelRules.selector(path.child("selector"), selector));
    }
    if (both) {
      out.forbidden(path.child("selector"), "name and selector are mutually exclusive");
    } else if (name.isEmpty() && selector == null) {
      out.required(path, "one of name or selector must be specified");
    }
    out.add(
        FieldRules.requiredOneOf(
            path.child("parameterNotFoundAction"),
            Json.text(params, "parameterNotFoundAction"),
            List.of("Deny", "Allow")));
  }

  private static void actions(Findings out, FieldPath path, List<String> actions) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < actions.size(); i++) {
      out.add(FieldRules.oneOf(path.index(i), actions.get(i), ACTIONS));
      if (!seen.add(actions.get(i))) {
        out.add(FieldError.duplicate(path.index(i), actions.get(i)));
      }
    }
    if (seen.contains("Deny") && seen.contains("Warn")) {
      out.invalid(
          path,
          GoText.literal("[]admissionregistration.ValidationAction{}"),
          "must not contain both Deny and Warn (repeating the same validation failure information"
              + " in the API response and headers serves no purpose)");
    }
    if (actions.isEmpty()) {
      out.required(path, "at least one validation action is required");
    }
  }
}

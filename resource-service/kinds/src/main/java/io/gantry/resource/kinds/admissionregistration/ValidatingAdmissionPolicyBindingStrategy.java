package io.gantry.resource.kinds.admissionregistration;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
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
public final class ValidatingAdmissionPolicyBindingStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");

  public ValidatingAdmissionPolicyBindingStrategy() {
    super(false, true);
  }

  /** A change is looked at as a new object would be, and as nothing else. */
  @Override
  protected MetadataChecks metadataChecks() {
    return new MetadataChecks(1, 0);
  }

  @Override
  public boolean knowsFinalizers() {
    return false;
  }

  @Override
  public boolean unconditionalUpdate() {
    return false;
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
      resources(out, SPEC.child("matchResources"), resources);
    }
    actions(out, SPEC.child("validationActions"), Json.texts(spec, "validationActions"));
    return out.list();
  }

  private static void params(Findings out, FieldPath path, JsonNode params) {
    String name = Json.text(params, "name");
    JsonNode selector = Json.at(params, "selector");
    if (!name.isEmpty()) {
      out.format(path.child("name"), name, Formats::pathSegment);
    }
    if (selector != null) {
      out.add(LabelRules.selector(path.child("selector"), selector));
    }
    if (!name.isEmpty() && selector != null) {
      out.forbidden(path.child("name"), "name and selector are mutually exclusive");
      out.forbidden(path.child("selector"), "name and selector are mutually exclusive");
    } else if (name.isEmpty() && selector == null) {
      out.required(path, "one of name or selector must be specified");
    }
    out.add(
        FieldRules.requiredOneOf(
            path.child("parameterNotFoundAction"),
            Json.text(params, "parameterNotFoundAction"),
            List.of("Allow", "Deny")));
    String namespace = Json.text(params, "namespace");
    if (!namespace.isEmpty()) {
      out.format(path.child("namespace"), namespace, Formats::dns1123Label);
    }
  }

  private static void resources(Findings out, FieldPath path, JsonNode resources) {
    for (String list : List.of("resourceRules", "excludeResourceRules")) {
      List<JsonNode> rules = Json.items(resources, list);
      for (int i = 0; i < rules.size(); i++) {
        RuleWithOperationsRules.validate(out, path.child(list).index(i), rules.get(i));
      }
    }
    out.optionalOneOf(
        path.child("matchPolicy"),
        Json.at(resources, "matchPolicy"),
        List.of("Equivalent", "Exact"));
    for (String selector : List.of("namespaceSelector", "objectSelector")) {
      out.add(LabelRules.selector(path.child(selector), Json.at(resources, selector)));
    }
  }

  private static void actions(Findings out, FieldPath path, List<String> actions) {
    if (actions.isEmpty()) {
      out.required(path);
    }
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
  }
}

package io.gantry.resource.kinds.admissionregistration;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Which requests a webhook or policy is asked about. */
final class RuleWithOperationsRules {
  private static final List<String> OPERATIONS =
      List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");

  private RuleWithOperationsRules() {}

  static void validate(Findings out, FieldPath at, JsonNode rule) {
    List<String> operations = Json.texts(rule, "operations");
    if (operations.isEmpty()) {
      out.required(at.child("operations"));
    }
    if (operations.size() > 1 && operations.contains("*")) {
      out.invalid(
          at.child("operations"),
          GoText.strings(operations),
          "if '*' is present, must not specify other operations");
    }
    for (int i = 0; i < operations.size(); i++) {
      out.add(FieldRules.oneOf(at.child("operations").index(i), operations.get(i), OPERATIONS));
    }
    texts(out, at.child("apiGroups"), Json.texts(rule, "apiGroups"), true, "API groups");
    texts(out, at.child("apiVersions"), Json.texts(rule, "apiVersions"), false, "API versions");
    resources(out, at.child("resources"), Json.texts(rule, "resources"));
    out.optionalOneOf(
        at.child("scope"), Json.at(rule, "scope"), List.of("*", "Cluster", "Namespaced"));
  }

  private static void texts(
      Findings out, FieldPath at, List<String> values, boolean emptyIsFine, String what) {
    if (values.isEmpty()) {
      out.required(at);
    }
    if (values.size() > 1 && values.contains("*")) {
      out.invalid(at, GoText.strings(values), "if '*' is present, must not specify other " + what);
    }
    for (int i = 0; i < values.size() && !emptyIsFine; i++) {
      out.present(at.index(i), values.get(i));
    }
  }

  private static void resources(Findings out, FieldPath at, List<String> resources) {
    if (resources.isEmpty()) {
      out.required(at);
    }
    Set<String> everySubresource = new HashSet<>();
    Set<String> everyResource = new HashSet<>();
    boolean plain = false;
    for (int i = 0; i < resources.size(); i++) {
      String resource = resources.get(i);
      String[] parts = resource.split("/", 2);
      if (resource.isEmpty()) {
        out.required(at.index(i));
      } else if (parts.length == 1) {
        // Only the last of them counts.
        plain = !resource.equals("*");
      } else {
        covered(out, at.index(i), resource, parts[0] + "/*", everySubresource.contains(parts[0]));
        covered(out, at.index(i), resource, "*/" + parts[1], everyResource.contains(parts[1]));
        if (parts[1].equals("*")) {
          everySubresource.add(parts[0]);
        }
        if (parts[0].equals("*")) {
          everyResource.add(parts[1]);
        }
      }
    }
    if (resources.size() > 1 && resources.contains("*/*")) {
      out.invalid(
          at, GoText.strings(resources), "if '*/*' is present, must not specify other resources");
    }
    if (resources.contains("*") && plain) {
      out.invalid(
          at,
          GoText.strings(resources),
          "if '*' is present, must not specify other resources without subresources");
    }
  }

  private static void covered(
      Findings out, FieldPath at, String resource, String pattern, boolean covered) {
    if (covered) {
      out.invalid(at, resource, "if '" + pattern + "' is present, must not specify " + resource);
    }
  }

  /** Which requests a policy matches; all its parts have their defaults. */
  static void matchResources(Findings out, FieldPath at, JsonNode match) {
    out.optionalOneOf(
        at.child("matchPolicy"), Json.at(match, "matchPolicy"), List.of("Equivalent", "Exact"));
    for (String selector : List.of("namespaceSelector", "objectSelector")) {
      out.add(LabelRules.selector(at.child(selector), Json.at(match, selector)));
    }
    for (String list : List.of("resourceRules", "excludeResourceRules")) {
      List<JsonNode> rules = Json.items(match, list);
      for (int i = 0; i < rules.size(); i++) {
        names(out, at.child(list).index(i).child("resourceNames"), rules.get(i));
        validate(out, at.child(list).index(i), rules.get(i));
      }
    }
  }

  private static void names(Findings out, FieldPath at, JsonNode rule) {
    Set<String> seen = new HashSet<>();
    List<String> names = Json.texts(rule, "resourceNames");
    for (int i = 0; i < names.size(); i++) {
      out.format(at.index(i), names.get(i), Formats::pathSegment);
      if (!seen.add(names.get(i))) {
        out.add(FieldError.duplicate(at.index(i), names.get(i)));
      }
    }
  }
}

package io.gantry.resource.kinds.admissionregistration;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
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
    texts(out, at.child("apiGroups"), Json.texts(rule, "apiGroups"), true, "groups");
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
    boolean everything = resources.contains("*/*");
    for (int i = 0; i < resources.size(); i++) {
      String resource = resources.get(i);
      out.present(at.index(i), resource);
      String[] parts = resource.split("/", 2);
      if (parts.length == 2) {
        if (everySubresource.contains(parts[0])) {
          out.invalid(
              at.index(i),
              resource,
              "if '" + parts[0] + "/*' is present, must not specify " + resource);
        }
        if (parts[1].equals("*")) {
          everySubresource.add(parts[0]);
        }
      }
    }
    if (resources.size() > 1 && everything) {
      out.invalid(
          at, GoText.strings(resources), "if '*/*' is present, must not specify other resources");
    }
    if (resources.size() > 1
        && resources.contains("*")
        && resources.stream().anyMatch(r -> !r.contains("/") && !r.equals("*"))) {
      out.invalid(
          at,
          GoText.strings(resources),
          "if '*' is present, must not specify other resources without subresources");
    }
  }
}

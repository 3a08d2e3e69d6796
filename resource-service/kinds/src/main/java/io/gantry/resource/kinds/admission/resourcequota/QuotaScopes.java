package io.gantry.resource.kinds.admission.resourcequota;

import io.gantry.apimodel.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which pods a quota with scopes is about; it is about nothing else. */
final class QuotaScopes {
  private QuotaScopes() {}

  static boolean areNone(JsonNode spec) {
    return Json.items(spec, "scopes").isEmpty()
        && Json.items(spec, "scopeSelector", "matchExpressions").isEmpty();
  }

  static boolean cover(JsonNode spec, ObjectNode pod) {
    return Json.texts(spec, "scopes").stream()
            .allMatch(scope -> matches(scope, "Exists", List.of(), pod))
        && Json.items(spec, "scopeSelector", "matchExpressions").stream()
            .allMatch(
                term ->
                    matches(
                        Json.text(term, "scopeName"),
                        Json.text(term, "operator"),
                        Json.texts(term, "values"),
                        pod));
  }

  private static boolean matches(
      String scope, String operator, List<String> values, ObjectNode pod) {
    return switch (scope) {
      case "Terminating" -> Json.has(pod, "spec", "activeDeadlineSeconds");
      case "NotTerminating" -> !Json.has(pod, "spec", "activeDeadlineSeconds");
      case "BestEffort" -> isBestEffort(pod);
      case "NotBestEffort" -> !isBestEffort(pod);
      case "CrossNamespacePodAffinity" -> crossesNamespaces(pod);
      case "PriorityClass" -> hasPriority(operator, values, pod);
      default -> false;
    };
  }

  private static boolean hasPriority(String operator, List<String> values, ObjectNode pod) {
    String name = Json.text(pod, "spec", "priorityClassName");
    return switch (operator) {
      case "In" -> values.contains(name);
      case "NotIn" -> !values.contains(name);
      case "DoesNotExist" -> name.isEmpty();
      default -> !name.isEmpty();
    };
  }

  private static boolean isBestEffort(ObjectNode pod) {
    for (String sort : List.of("containers", "initContainers")) {
      for (JsonNode container : Json.items(pod, "spec", sort)) {
        for (String kind : List.of("requests", "limits")) {
          if (Json.has(container, "resources", kind, "cpu")
              || Json.has(container, "resources", kind, "memory")) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean crossesNamespaces(ObjectNode pod) {
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      JsonNode affinity = Json.at(pod, "spec", "affinity", kind);
      boolean required =
          Json.items(affinity, "requiredDuringSchedulingIgnoredDuringExecution").stream()
              .anyMatch(QuotaScopes::crosses);
      boolean preferred =
          Json.items(affinity, "preferredDuringSchedulingIgnoredDuringExecution").stream()
              .anyMatch(item -> crosses(Json.at(item, "podAffinityTerm")));
      if (required || preferred) {
        return true;
      }
    }
    return false;
  }

  private static boolean crosses(JsonNode term) {
    return !Json.items(term, "namespaces").isEmpty() || Json.has(term, "namespaceSelector");
  }
}

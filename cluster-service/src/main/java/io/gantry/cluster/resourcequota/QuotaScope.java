package io.gantry.cluster.resourcequota;

import io.gantry.apimodel.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which pods a quota with scopes counts. Pure. */
final class QuotaScope {
  private QuotaScope() {}

  static boolean covers(JsonNode quotaSpec, ObjectNode pod) {
    for (String scope : Json.texts(quotaSpec, "scopes")) {
      if (!matches(scope, "Exists", List.of(), pod)) {
        return false;
      }
    }
    for (JsonNode term : Json.items(quotaSpec, "scopeSelector", "matchExpressions")) {
      if (!matches(
          Json.text(term, "scopeName"),
          Json.text(term, "operator"),
          Json.texts(term, "values"),
          pod)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(
      String scope, String operator, List<String> values, ObjectNode pod) {
    return switch (scope) {
      case "Terminating" -> Json.has(pod, "spec", "activeDeadlineSeconds");
      case "NotTerminating" -> !Json.has(pod, "spec", "activeDeadlineSeconds");
      case "BestEffort" -> bestEffort(pod);
      case "NotBestEffort" -> !bestEffort(pod);
      case "CrossNamespacePodAffinity" -> crossesNamespaces(pod);
      case "PriorityClass" -> {
        String name = Json.text(pod, "spec", "priorityClassName");
        yield switch (operator) {
          case "In" -> values.contains(name);
          case "NotIn" -> !values.contains(name);
          case "DoesNotExist" -> name.isEmpty();
          default -> !name.isEmpty();
        };
      }
      default -> false;
    };
  }

  private static boolean bestEffort(ObjectNode pod) {
    for (String field : List.of("containers", "initContainers")) {
      for (JsonNode container : Json.items(pod, "spec", field)) {
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
      for (JsonNode term : Json.items(affinity, "requiredDuringSchedulingIgnoredDuringExecution")) {
        if (crosses(term)) {
          return true;
        }
      }
      for (JsonNode item :
          Json.items(affinity, "preferredDuringSchedulingIgnoredDuringExecution")) {
        if (crosses(Json.at(item, "podAffinityTerm"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean crosses(JsonNode term) {
    return !Json.items(term, "namespaces").isEmpty() || Json.has(term, "namespaceSelector");
  }
}

package io.gantry.apischema.patch;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Values as Go's {@code %v} prints them: some of Kubernetes' messages carry them. */
final class GoText {
  private GoText() {}

  static String of(JsonNode node) {
    if (node == null || node.isNull()) {
      return "<nil>";
    }
    if (node.isObject()) {
      Map<String, String> sorted = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        sorted.put(entry.getKey(), of(entry.getValue()));
      }
      return sorted.entrySet().stream()
          .map(e -> e.getKey() + ":" + e.getValue())
          .collect(Collectors.joining(" ", "map[", "]"));
    }
    if (node.isArray()) {
      return node.valueStream().map(GoText::of).collect(Collectors.joining(" ", "[", "]"));
    }
    return node.isString() ? node.stringValue() : node.toString();
  }

  /** The JSON type as Go's decoder names it. */
  static String kindOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "array";
      case STRING -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "bool";
      default -> "object";
    };
  }
}

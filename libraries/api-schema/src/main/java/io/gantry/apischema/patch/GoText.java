package io.gantry.apischema.patch;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Values as Go prints them: some of Kubernetes' messages carry them. */
public final class GoText {
  private GoText() {}

  /** As {@code %v} prints it. */
  public static String of(JsonNode node) {
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
  public static String kindOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "array";
      case STRING -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "bool";
      default -> "object";
    };
  }

  /** As {@code %T} prints a decoded value's type. */
  public static String typeOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "map[string]interface {}";
      case ARRAY -> "[]interface {}";
      case STRING -> "string";
      case BOOLEAN -> "bool";
      case NUMBER -> node.isIntegralNumber() ? "int64" : "float64";
      default -> "<nil>";
    };
  }

  /** As {@code %#v} prints it. */
  public static String syntax(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, String> sorted = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
          sorted.put(entry.getKey(), syntax(entry.getValue()));
        }
        yield sorted.entrySet().stream()
            .map(e -> '"' + e.getKey() + "\":" + e.getValue())
            .collect(Collectors.joining(", ", "map[string]interface {}{", "}"));
      }
      case ARRAY ->
          node.valueStream()
              .map(GoText::syntax)
              .collect(Collectors.joining(", ", "[]interface {}{", "}"));
      case NULL -> "interface {}(nil)";
      default -> node.toString();
    };
  }
}

package io.gantry.resource.machinery.validation;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * How Kubernetes prints a refused value that is neither text nor number: as a literal of its own
 * language. Each method returns an object for {@link FieldError#invalid} that prints so.
 */
public final class GoText {
  private record Literal(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  private GoText() {}

  /** Printed as it stands, without quotes. */
  public static Object literal(String text) {
    return new Literal(text);
  }

  /** Scalars as they are; null as {@code "null"} (so it is printed); trees as compact JSON. */
  public static Object of(JsonNode value) {
    if (value == null || value.isNull() || value.isMissingNode()) {
      return "null";
    }
    if (value.isString()) {
      return value.stringValue();
    }
    return literal(Json.string(value));
  }

  /** {@code map[string]string{"a":"c"}}, sorted by key; {@code map[string]string(nil)} for none. */
  public static Object stringMap(JsonNode map) {
    return literal(stringMapText(map));
  }

  /** The same, where one that was sent empty is told apart from none. */
  public static Object stringMap(JsonNode map, boolean sentEmpty) {
    return map == null && sentEmpty ? literal("map[string]string{}") : stringMap(map);
  }

  private static String stringMapText(JsonNode map) {
    if (map == null || !map.isObject()) {
      return "map[string]string(nil)";
    }
    return stringMapText(Json.map(map));
  }

  private static String stringMapText(Map<String, String> map) {
    List<String> entries = new ArrayList<>();
    new TreeMap<>(map)
        .forEach(
            (key, value) -> entries.add(FieldError.quoted(key) + ":" + FieldError.quoted(value)));
    return "map[string]string{" + String.join(", ", entries) + "}";
  }

  /** A tree as Go prints a map with {@code %v}: {@code map[a:1 b:[x y]]}; text, to be quoted. */
  public static Object map(JsonNode tree) {
    return mapText(tree);
  }

  private static String mapText(JsonNode tree) {
    if (tree.isObject()) {
      List<String> entries = new ArrayList<>();
      Map<String, JsonNode> sorted = new TreeMap<>();
      tree.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
      sorted.forEach((key, value) -> entries.add(key + ":" + mapText(value)));
      return "map[" + String.join(" ", entries) + "]";
    }
    if (tree.isArray()) {
      List<String> items = new ArrayList<>();
      tree.forEach(item -> items.add(mapText(item)));
      return "[" + String.join(" ", items) + "]";
    }
    return tree.isNull() ? "<nil>" : tree.isString() ? tree.stringValue() : tree.toString();
  }

  /** {@code []string{"a", "b"}}; {@code []string(nil)} for null. */
  public static Object strings(List<String> values) {
    return literal(stringsText(values));
  }

  static String stringsText(List<String> values) {
    return values == null
        ? "[]string(nil)"
        : "[]string{" + String.join(", ", values.stream().map(FieldError::quoted).toList()) + "}";
  }

  /** {@code intstr.IntOrString{Type:1, IntVal:0, StrVal:"x"}}. */
  public static Object intOrString(JsonNode value) {
    return value.isString()
        ? literal(
            "intstr.IntOrString{Type:1, IntVal:0, StrVal:"
                + FieldError.quoted(value.stringValue())
                + "}")
        : literal("intstr.IntOrString{Type:0, IntVal:" + value.longValue() + ", StrVal:\"\"}");
  }

  /** A struct: its type and its fields; {@code "null"} for a pointer to none. */
  public static Object struct(String type, JsonNode value) {
    return value == null || value.isNull() ? "null" : literal(type + Json.string(value));
  }

  /** {@code v1.LabelSelector{MatchLabels:..., MatchExpressions:...}}; {@code "null"} for none. */
  public static Object labelSelector(JsonNode selector) {
    if (selector == null || selector.isNull()) {
      return "null";
    }
    StringBuilder text = new StringBuilder("v1.LabelSelector{MatchLabels:");
    text.append(stringMapText(Json.at(selector, "matchLabels"))).append(", MatchExpressions:");
    if (!Json.has(selector, "matchExpressions")) {
      text.append("[]v1.LabelSelectorRequirement(nil)");
    } else {
      List<String> items = new ArrayList<>();
      for (JsonNode item : Json.items(selector, "matchExpressions")) {
        items.add(
            "v1.LabelSelectorRequirement{Key:"
                + FieldError.quoted(Json.text(item, "key"))
                + ", Operator:"
                + FieldError.quoted(Json.text(item, "operator"))
                + ", Values:"
                + stringsText(Json.has(item, "values") ? Json.texts(item, "values") : null)
                + "}");
      }
      text.append("[]v1.LabelSelectorRequirement{").append(String.join(", ", items)).append('}');
    }
    return literal(text.append('}').toString());
  }
}

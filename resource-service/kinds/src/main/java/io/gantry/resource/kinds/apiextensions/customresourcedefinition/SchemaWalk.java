package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Schemas within schemas. */
final class SchemaWalk {
  static final Set<String> TYPES =
      Set.of("array", "boolean", "integer", "number", "object", "string");

  private SchemaWalk() {}

  static boolean hasInvalidType(JsonNode schema) {
    return any(
        schema, s -> !Json.text(s, "type").isEmpty() && !TYPES.contains(Json.text(s, "type")));
  }

  /** Whether a schema or one within it is such. */
  static boolean any(JsonNode schema, Predicate<JsonNode> such) {
    if (schema == null || !schema.isObject()) {
      return false;
    }
    return such.test(schema) || children(schema).stream().anyMatch(child -> any(child, such));
  }

  private static List<JsonNode> children(JsonNode schema) {
    List<JsonNode> all = new ArrayList<>();
    for (String list : List.of("allOf", "anyOf", "oneOf")) {
      all.addAll(Json.items(schema, list));
    }
    for (String map : List.of("properties", "patternProperties", "definitions", "dependencies")) {
      JsonNode schemas = Json.at(schema, map);
      if (schemas != null) {
        schemas.forEach(all::add);
      }
    }
    for (String one : List.of("not", "additionalProperties", "additionalItems")) {
      all.add(Json.at(schema, one));
    }
    JsonNode items = Json.at(schema, "items");
    if (items != null && items.isArray()) {
      items.forEach(all::add);
    } else {
      all.add(items);
    }
    return all;
  }
}

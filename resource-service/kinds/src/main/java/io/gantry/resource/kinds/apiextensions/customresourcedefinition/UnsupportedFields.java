package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.Json;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Fields of JSON Schema that no structural schema can express. */
final class UnsupportedFields {
  private UnsupportedFields() {}

  /** What Kubernetes says of the first; null where there is none. */
  static String firstOf(JsonNode schema) {
    if (schema == null || !schema.isObject()) {
      return null;
    }
    for (String field :
        List.of(
            "id",
            "$schema",
            "$ref",
            "patternProperties",
            "dependencies",
            "additionalItems",
            "definitions")) {
      if (Json.has(schema, field)) {
        String name = field.equals("$schema") ? "schema" : field;
        return "OpenAPIV3Schema '" + name + "' is not supported";
      }
    }
    String within =
        Stream.of("allOf", "anyOf", "oneOf")
            .flatMap(list -> Json.items(schema, list).stream())
            .map(UnsupportedFields::firstOf)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(firstOf(Json.at(schema, "not")));
    if (within != null) {
      return within;
    }
    JsonNode preserve = Json.at(schema, "x-kubernetes-preserve-unknown-fields");
    if (preserve != null && !preserve.asBoolean()) {
      return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
    }
    JsonNode items = Json.at(schema, "items");
    if (items != null && items.isArray() && !items.isEmpty()) {
      return "OpenAPIV3Schema 'items' must be a schema, but is an array";
    }
    String found = firstOf(items);
    for (JsonNode property : RootSchemaRules.named(schema, "properties").values()) {
      found = found == null ? firstOf(property) : found;
    }
    return found == null ? firstOf(Json.at(schema, "additionalProperties")) : found;
  }
}

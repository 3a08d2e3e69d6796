package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Defaults in a structural schema: valid by the schema they stand in, without unknown fields. */
final class DefaultValueRules {
  private static final Set<String> META_FIELDS = Set.of("apiVersion", "kind", "metadata");

  private DefaultValueRules() {}

  static List<FieldError> validate(FieldPath path, JsonNode schema) {
    Findings out = new Findings();
    schema(out, path, schema, false);
    return out.list();
  }

  private static void schema(Findings out, FieldPath path, JsonNode s, boolean inMeta) {
    if (s == null || !s.isObject()) {
      return;
    }
    boolean embedded = Json.bool(s, false, "x-kubernetes-embedded-resource");
    JsonNode value = Json.at(s, "default");
    if (value != null) {
      FieldPath at = path.child("default");
      if (!inMeta && hasUnknown(value, s)) {
        out.invalid(at, GoText.of(value), "must not have unknown fields");
      }
      out.add(SchemaValues.validate(at, s, value));
    }
    schema(out, path.child("items"), Json.at(s, "items"), inMeta && !embedded);
    for (Map.Entry<String, JsonNode> property : RootSchemaRules.named(s, "properties").entrySet()) {
      schema(
          out,
          path.child("properties").key(property.getKey()),
          property.getValue(),
          (inMeta && !embedded) || (embedded && META_FIELDS.contains(property.getKey())));
    }
  }

  /** Whether something in the value would be dropped when it is stored. */
  private static boolean hasUnknown(JsonNode value, JsonNode s) {
    boolean preserves = Json.bool(s, false, "x-kubernetes-preserve-unknown-fields");
    if (value.isArray()) {
      for (JsonNode item : value) {
        if (hasUnknown(item, Json.at(s, "items"))) {
          return true;
        }
      }
      return false;
    }
    if (!(value instanceof ObjectNode object)) {
      return false;
    }
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (Json.bool(s, false, "x-kubernetes-embedded-resource")
          && META_FIELDS.contains(field.getKey())) {
        continue;
      }
      JsonNode property = Json.at(s, "properties", field.getKey());
      JsonNode additional = Json.at(s, "additionalProperties");
      JsonNode known = property != null ? property : additional;
      if (known == null ? !preserves : hasUnknown(field.getValue(), known)) {
        return true;
      }
    }
    return false;
  }
}

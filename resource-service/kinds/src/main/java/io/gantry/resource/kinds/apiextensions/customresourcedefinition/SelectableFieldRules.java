package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Fields of a custom resource that selectors may use: they lead to scalars of its schema. */
final class SelectableFieldRules {
  private static final int MOST = 8;
  private static final Set<String> SCALARS = Set.of("string", "boolean", "integer");

  private SelectableFieldRules() {}

  static void validate(
      Findings out, FieldPath path, List<JsonNode> fields, JsonNode schema, String noSchema) {
    if (fields.isEmpty()) {
      return;
    }
    if (schema == null) {
      out.invalid(path, "", noSchema);
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < fields.size(); i++) {
      FieldPath at = path.index(i).child("jsonPath");
      String text = Json.text(fields.get(i), "jsonPath");
      if (text.isEmpty()) {
        out.required(at);
        continue;
      }
      Found found = find(text, schema);
      if (found.wrong() != null) {
        out.invalid(at, text, "is an invalid path: " + found.wrong());
        continue;
      }
      if (text.equals(".metadata") || text.startsWith(".metadata.")) {
        out.invalid(at, text, "must not point to fields in metadata");
      }
      if (!SCALARS.contains(Json.text(found.schema(), "type"))) {
        out.invalid(
            at,
            text,
            "must point to a field of type string, boolean or integer. Enum string fields and"
                + " strings with formats are allowed.");
      }
      if (!seen.add(text)) {
        out.add(FieldError.duplicate(at, text));
      }
    }
    if (seen.size() > MOST) {
      out.add(FieldError.tooMany(path, seen.size(), MOST));
    }
  }

  private record Found(JsonNode schema, String wrong) {}

  private static Found find(String text, JsonNode root) {
    if (!text.startsWith(".")) {
      return new Found(null, "expected [ or . but got: " + text.substring(0, 1));
    }
    JsonNode at = root;
    for (String step : text.substring(1).split("\\.", -1)) {
      if (step.isEmpty()) {
        return new Found(null, "unexpected end of JSON path");
      }
      JsonNode next = Json.at(at, "properties", step);
      if (next == null
          && Json.at(at, "additionalProperties") instanceof JsonNode any
          && any.isObject()) {
        next = any;
      }
      if (next == null) {
        return new Found(null, "does not refer to a valid field");
      }
      at = next;
    }
    return new Found(at, null);
  }
}

package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.GoText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Lists whose items have keys, or are themselves keys. */
final class ListTypeRules {
  private static final String LIST_TYPE = "x-kubernetes-list-type";
  private static final String KEYS = "x-kubernetes-list-map-keys";

  private ListTypeRules() {}

  static void validate(Findings out, FieldPath path, JsonNode s) {
    JsonNode listType = Json.at(s, LIST_TYPE);
    String type = listType == null ? "" : listType.asString();
    out.optionalOneOf(path.child(LIST_TYPE), listType, List.of("atomic", "set", "map"));
    List<String> keys = Json.texts(s, KEYS);
    if (!keys.isEmpty() && !type.equals("map")) {
      String must = "must be map if x-kubernetes-list-map-keys is non-empty";
      if (listType == null) {
        out.required(path.child(LIST_TYPE), must);
      } else {
        out.invalid(path.child(LIST_TYPE), type, must);
      }
    }
    JsonNode items = Json.at(s, "items");
    if (type.equals("map")) {
      map(out, path, keys, items);
    }
    if ((type.equals("map") || type.equals("set")) && items != null && items.isObject()) {
      keyed(out, path.child("items"), type, keys, items);
    }
  }

  private static void map(Findings out, FieldPath path, List<String> keys, JsonNode items) {
    if (keys.isEmpty()) {
      out.required(path.child(KEYS), "must not be empty if x-kubernetes-list-type is map");
    }
    FieldPath at = path.child("items");
    if (items == null) {
      out.required(at, "must have a schema if x-kubernetes-list-type is map");
      return;
    }
    if (!items.isObject()) {
      out.invalid(
          at,
          GoText.literal("apiextensions.JSONSchemaPropsOrArray{}"),
          "must only have a single schema if x-kubernetes-list-type is map");
      return;
    }
    String type = Json.text(items, "type");
    if (!type.equals("object")) {
      out.invalid(
          at.child("type"), type, "must be object if parent array's x-kubernetes-list-type is map");
      return;
    }
    Set<String> seen = new HashSet<>();
    for (String key : keys) {
      JsonNode property = Json.at(items, "properties", key);
      if (property == null) {
        out.invalid(
            path.child(KEYS), GoText.strings(keys), "entries must all be names of item properties");
      } else if (Set.of("array", "object").contains(Json.text(property, "type"))) {
        out.invalid(
            at.child("properties").key(key).child("type"),
            type,
            "must be a scalar type if parent array's x-kubernetes-list-type is map");
      }
      if (!seen.add(key)) {
        out.invalid(path.child(KEYS), GoText.strings(keys), "must not contain duplicate entries");
      }
    }
  }

  private static void keyed(
      Findings out, FieldPath at, String type, List<String> keys, JsonNode items) {
    if (Json.bool(items, false, "nullable")) {
      out.forbidden(
          at.child("nullable"), "cannot be nullable when x-kubernetes-list-type is " + type);
    }
    if (!type.equals("map")) {
      return;
    }
    List<String> required = Json.texts(items, "required");
    for (String key : keys) {
      JsonNode property = Json.at(items, "properties", key);
      FieldPath where = at.child("properties").key(key);
      if (property == null) {
        continue;
      }
      if (!required.contains(key) && !property.has("default")) {
        out.required(
            where.child("default"),
            "this property is in x-kubernetes-list-map-keys, so it must have a default or be a"
                + " required property");
      }
      if (Json.bool(property, false, "nullable")) {
        out.forbidden(
            where.child("nullable"),
            "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
      }
    }
  }
}

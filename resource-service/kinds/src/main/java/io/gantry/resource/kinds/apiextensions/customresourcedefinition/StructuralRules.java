package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A structural schema says of every field which type it has, outside of all conditions; conditions
 * ({@code allOf} and its kin) only narrow values. Source: the documentation of custom resources.
 */
final class StructuralRules {
  private enum Level {
    ROOT("at the root"),
    ITEM("for specified array items"),
    FIELD("for specified object fields");

    private final String words;

    Level(String words) {
      this.words = words;
    }
  }

  private static final JsonNode INT_OR_STRING =
      Json.parse("[{\"type\":\"integer\"},{\"type\":\"string\"}]");

  private final Findings out = new Findings();

  private StructuralRules() {}

  /** All that is wrong, sorted by text as Kubernetes does. */
  static List<FieldError> validate(FieldPath path, JsonNode schema) {
    StructuralRules rules = new StructuralRules();
    rules.schema(path, schema, Level.ROOT);
    rules.complete(schema, schema, path, path);
    List<FieldError> errors = new ArrayList<>(rules.out.list());
    errors.sort(Comparator.comparing(FieldError::toString));
    return errors;
  }

  private void schema(FieldPath path, JsonNode s, Level level) {
    if (s == null || !s.isObject()) {
      return;
    }
    String type = Json.text(s, "type");
    boolean embedded = Json.bool(s, false, "x-kubernetes-embedded-resource");
    boolean preserves = Json.bool(s, false, "x-kubernetes-preserve-unknown-fields");
    boolean intOrString = Json.bool(s, false, "x-kubernetes-int-or-string");
    if (type.equals("array") && !(Json.at(s, "items") instanceof ObjectNode)) {
      out.required(path.child("items"), "must be specified");
    }
    schema(path.child("items"), Json.at(s, "items"), Level.ITEM);
    Map<String, JsonNode> properties = RootSchemaRules.named(s, "properties");
    properties.forEach(
        (name, property) -> schema(path.child("properties").key(name), property, Level.FIELD));
    JsonNode additional = Json.at(s, "additionalProperties");
    if (additional != null && level == Level.ROOT) {
      out.forbidden(path.child("additionalProperties"), "must not be used at the root");
    }
    schema(path.child("additionalProperties"), additional, Level.FIELD);
    if (intOrString && preserves) {
      out.invalid(
          path.child("x-kubernetes-preserve-unknown-fields"),
          true,
          "must be false if x-kubernetes-int-or-string is true");
    }
    if (intOrString && embedded) {
      out.invalid(
          path.child("x-kubernetes-embedded-resource"),
          true,
          "must be false if x-kubernetes-int-or-string is true");
    }
    conditions(path, s, isIntOrString(s), isIntOrString(first(s, "allOf")), level);
    if (embedded && !type.equals("object")) {
      String must = "must be object if x-kubernetes-embedded-resource is true";
      if (type.isEmpty()) {
        out.required(path.child("type"), must);
      } else {
        out.invalid(path.child("type"), type, must);
      }
    } else if (type.isEmpty() && !intOrString && !preserves) {
      out.required(path.child("type"), "must not be empty " + level.words);
    }
    if (embedded && additional != null) {
      out.forbidden(
          path.child("additionalProperties"),
          "must not be used if x-kubernetes-embedded-resource is set");
    }
    if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
      out.invalid(path.child("type"), type, "must be object at the root");
    }
    boolean isResource = level == Level.ROOT || embedded;
    for (String field : List.of("kind", "apiVersion")) {
      JsonNode property = properties.get(field);
      if (isResource && property != null && !Json.text(property, "type").equals("string")) {
        out.invalid(
            path.child("properties").key(field).child("type"),
            Json.text(property, "type"),
            "must be string");
      }
    }
    if (properties.get("metadata") instanceof ObjectNode metadata) {
      metadata(path.child("properties").key("metadata"), metadata, isResource, level);
    }
    if (embedded && !preserves && properties.isEmpty()) {
      out.required(
          path.child("properties"),
          "must not be empty if x-kubernetes-embedded-resource is true without"
              + " x-kubernetes-preserve-unknown-fields");
    }
  }

  private void metadata(FieldPath path, ObjectNode metadata, boolean isResource, Level level) {
    if (isResource && !Json.text(metadata, "type").equals("object")) {
      out.invalid(path.child("type"), Json.text(metadata, "type"), "must be object");
    }
    if (level != Level.ROOT) {
      return;
    }
    ObjectNode rest = metadata.deepCopy();
    Set<String> names = Set.of("name", "generateName");
    if (names.containsAll(RootSchemaRules.named(metadata, "properties").keySet())) {
      rest.remove("properties");
    }
    rest.remove(List.of("type", "default"));
    if (!rest.isEmpty()) {
      out.forbidden(
          path,
          "must not specify anything other than name and generateName, but metadata is implicitly"
              + " specified");
    }
  }

  private static JsonNode first(JsonNode s, String list) {
    List<JsonNode> items = Json.items(s, list);
    return items.isEmpty() ? null : items.getFirst();
  }

  /** The one use of types in conditions that is allowed: a number or a text. */
  private static boolean isIntOrString(JsonNode s) {
    return INT_OR_STRING.equals(Json.at(s, "anyOf"));
  }

  private void conditions(
      FieldPath path, JsonNode v, boolean skipAnyOf, boolean skipFirstAllOf, Level level) {
    List<JsonNode> anyOf = skipAnyOf ? List.of() : Json.items(v, "anyOf");
    for (int i = 0; i < anyOf.size(); i++) {
      nested(path.child("anyOf").index(i), anyOf.get(i), false, level);
    }
    List<JsonNode> allOf = Json.items(v, "allOf");
    for (int i = 0; i < allOf.size(); i++) {
      nested(path.child("allOf").index(i), allOf.get(i), skipFirstAllOf && i == 0, level);
    }
    List<JsonNode> oneOf = Json.items(v, "oneOf");
    for (int i = 0; i < oneOf.size(); i++) {
      nested(path.child("oneOf").index(i), oneOf.get(i), false, level);
    }
    nested(path.child("not"), Json.at(v, "not"), false, level);
    String pattern = Json.text(v, "pattern");
    SchemaPatterns.whatIsWrong(pattern)
        .ifPresent(
            wrong ->
                out.invalid(
                    path.child("pattern"),
                    pattern,
                    "must be a valid regular expression, but isn't: " + wrong));
  }

  private void nested(FieldPath path, JsonNode v, boolean skipAnyOf, Level level) {
    if (v == null || !v.isObject()) {
      return;
    }
    conditions(path, v, skipAnyOf, false, level);
    nested(path.child("items"), Json.at(v, "items"), false, level);
    Map<String, JsonNode> properties = RootSchemaRules.named(v, "properties");
    properties.forEach(
        (name, property) ->
            nested(path.child("properties").key(name), property, false, Level.FIELD));
    forbid(path, v, "type", "must be empty to be structural");
    JsonNode additional = Json.at(v, "additionalProperties");
    if (additional != null && (additional.isObject() || additional.asBoolean())) {
      out.forbidden(path.child("additionalProperties"), "must be undefined to be structural");
    }
    forbid(path, v, "default", "must be undefined to be structural");
    forbid(path, v, "title", "must be empty to be structural");
    forbid(path, v, "description", "must be empty to be structural");
    for (String flag :
        List.of(
            "nullable",
            "x-kubernetes-preserve-unknown-fields",
            "x-kubernetes-embedded-resource",
            "x-kubernetes-int-or-string")) {
      if (Json.bool(v, false, flag)) {
        out.forbidden(path.child(flag), "must be false to be structural");
      }
    }
    forbid(path, v, "x-kubernetes-list-map-keys", "must be empty to be structural");
    forbid(path, v, "x-kubernetes-list-type", "must be undefined to be structural");
    forbid(path, v, "x-kubernetes-map-type", "must be undefined to be structural");
    forbid(path, v, "x-kubernetes-validations", "must be empty to be structural");
    if (properties.containsKey("metadata")) {
      out.forbidden(
          path.child("properties").key("metadata"), "must not be specified in a nested context");
    }
  }

  private void forbid(FieldPath path, JsonNode v, String field, String why) {
    if (Json.has(v, field)) {
      out.forbidden(path.child(field), why);
    }
  }

  /** Every field that a condition speaks of must also be specified outside of conditions. */
  private void complete(JsonNode v, JsonNode s, FieldPath at, FieldPath condition) {
    completeNested(Json.at(v, "not"), s, at, condition.child("not"));
    for (String list : List.of("allOf", "anyOf", "oneOf")) {
      List<JsonNode> items = Json.items(v, list);
      for (int i = 0; i < items.size(); i++) {
        completeNested(items.get(i), s, at, condition.child(list).index(i));
      }
    }
  }

  private void completeNested(JsonNode v, JsonNode s, FieldPath at, FieldPath condition) {
    if (v == null || !v.isObject()) {
      return;
    }
    if (s == null) {
      out.required(at, "because it is defined in " + condition);
      return;
    }
    complete(v, s, at, condition);
    completeNested(
        Json.at(v, "items"), Json.at(s, "items"), at.child("items"), condition.child("items"));
    RootSchemaRules.named(v, "properties")
        .forEach(
            (name, property) ->
                completeNested(
                    property,
                    Json.at(s, "properties", name),
                    at.child("properties").key(name),
                    condition.child("properties").key(name)));
  }
}

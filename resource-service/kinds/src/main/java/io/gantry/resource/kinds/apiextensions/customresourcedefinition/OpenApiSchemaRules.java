package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What each schema must be like by itself, whether or not the whole is structural. */
final class OpenApiSchemaRules {
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");
  private static final Set<String> META_FIELDS = Set.of("metadata", "kind", "apiVersion");
  private static final String NOT_ATOMIC =
      "must be atomic as item of a list with x-kubernetes-list-type=set";

  private final Findings out = new Findings();
  private final Findings expressions = new Findings();
  private final boolean checksTypes;

  OpenApiSchemaRules(boolean checksTypes) {
    this.checksTypes = checksTypes;
  }

  /** What is known of a schema from those around it. */
  private record Place(boolean root, String noDefaults, boolean inMeta, boolean compiles) {
    Place within() {
      return new Place(false, noDefaults, inMeta, compiles);
    }

    Place inCondition() {
      return new Place(false, noDefaults, inMeta, false);
    }
  }

  /** Errors of schemas, then those of expressions. */
  List<FieldError> errors() {
    List<FieldError> all = new ArrayList<>(out.list());
    all.addAll(expressions.list());
    return all;
  }

  /**
   * @param compiles whether expressions are to be compiled: not where the schema is unsound
   */
  void validate(FieldPath path, JsonNode schema, boolean compiles) {
    schema(path, schema, new Place(true, null, false, compiles));
  }

  private void schema(FieldPath path, JsonNode s, Place place) {
    if (s == null || !s.isObject()) {
      return;
    }
    int before = out.list().size();
    standard(path, s, place);
    if (Json.bool(s, false, "uniqueItems")) {
      out.forbidden(
          path.child("uniqueItems"),
          "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    }
    additional(path, s, place);
    RootSchemaRules.named(s, "properties")
        .forEach(
            (name, property) ->
                schema(path.child("properties").key(name), property, property(s, place, name)));
    schema(path.child("not"), Json.at(s, "not"), place.inCondition());
    for (String list : List.of("allOf", "oneOf", "anyOf")) {
      List<JsonNode> all = Json.items(s, list);
      for (int i = 0; i < all.size(); i++) {
        schema(path.child(list).index(i), all.get(i), place.inCondition());
      }
    }
    RootSchemaRules.named(s, "definitions")
        .forEach(
            (name, one) -> schema(path.child("definitions").key(name), one, place.inCondition()));
    items(path.child("items"), Json.at(s, "items"), place.within());
    RootSchemaRules.named(s, "dependencies")
        .forEach(
            (name, one) -> schema(path.child("dependencies").key(name), one, place.inCondition()));
    extensions(path, s);
    ListTypeRules.validate(out, path, s);
    ExpressionRules.validate(
        out, path.child("x-kubernetes-validations"), Json.items(s, "x-kubernetes-validations"));
    if (place.compiles() && out.list().size() == before) {
      ExpressionRules.compile(expressions, path.child("x-kubernetes-validations"), s, place.root());
    }
  }

  private static Place property(JsonNode parent, Place place, String name) {
    boolean embedded = Json.bool(parent, false, "x-kubernetes-embedded-resource");
    if (!META_FIELDS.contains(name) || !(place.root() || embedded)) {
      return place.within();
    }
    return new Place(
        false, place.root() ? "in top-level " + name : place.noDefaults(), true, place.compiles());
  }

  private void standard(FieldPath path, JsonNode s, Place place) {
    String type = Json.text(s, "type");
    if (checksTypes && !type.isEmpty() && !TYPES.contains(type)) {
      out.add(FieldError.notSupported(path.child("type"), type, TYPES));
    }
    if (place.noDefaults() != null && s.has("default")) {
      out.forbidden(path.child("default"), "must not be set " + place.noDefaults());
    }
    unsupported(path, s, "id", "id");
    unsupported(path, s, "additionalItems", "additionalItems");
    unsupported(path, s, "patternProperties", "patternProperties");
    unsupported(path, s, "definitions", "definitions");
    unsupported(path, s, "dependencies", "dependencies");
    unsupported(path, s, "$ref", "$ref");
    if (type.equals("null")) {
      out.forbidden(
          path.child("type"), "type cannot be set to null, use nullable as an alternative");
    }
    JsonNode items = Json.at(s, "items");
    if (items != null && items.isArray() && !items.isEmpty()) {
      out.forbidden(path.child("items"), "items must be a schema object and not an array");
    }
    if (place.inMeta() && Json.bool(s, false, "x-kubernetes-embedded-resource")) {
      out.forbidden(
          path.child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta");
    }
  }

  private void unsupported(FieldPath path, JsonNode s, String field, String name) {
    if (Json.has(s, field)) {
      out.forbidden(path.child(name), name + " is not supported");
    }
  }

  private void additional(FieldPath path, JsonNode s, Place place) {
    JsonNode additional = Json.at(s, "additionalProperties");
    if (additional == null) {
      return;
    }
    boolean allowsAll = additional.isBoolean() && additional.asBoolean();
    if (!RootSchemaRules.named(s, "properties").isEmpty() && !allowsAll) {
      out.forbidden(
          path.child("additionalProperties"),
          "additionalProperties and properties are mutual exclusive");
    }
    Place within = place.within();
    if (place.inMeta()) {
      within =
          new Place(
              false,
              "inside additionalProperties applying to object metadata",
              true,
              place.compiles());
    }
    schema(path.child("additionalProperties"), additional, within);
  }

  private void items(FieldPath path, JsonNode items, Place place) {
    if (items != null && items.isArray()) {
      for (int i = 0; i < items.size(); i++) {
        schema(path.index(i), items.get(i), place);
      }
    } else {
      schema(path, items, place);
    }
  }

  private void extensions(FieldPath path, JsonNode s) {
    JsonNode preserve = Json.at(s, "x-kubernetes-preserve-unknown-fields");
    if (preserve != null && !preserve.asBoolean()) {
      out.invalid(
          path.child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined");
    }
    JsonNode mapType = Json.at(s, "x-kubernetes-map-type");
    typed(path, s, mapType, "object", "x-kubernetes-map-type");
    if (mapType != null) {
      out.optionalOneOf(
          path.child("x-kubernetes-map-type"), mapType, List.of("atomic", "granular"));
    }
    JsonNode listType = Json.at(s, "x-kubernetes-list-type");
    if (!typed(path, s, listType, "array", "x-kubernetes-list-type")) {
      return;
    }
    JsonNode items = Json.at(s, "items");
    if (listType == null || !listType.asString().equals("set") || items == null) {
      return;
    }
    FieldPath at = path.child("items");
    String itemsList = Json.text(items, "x-kubernetes-list-type");
    switch (Json.text(items, "type")) {
      case "array" -> {
        if (Json.has(items, "x-kubernetes-list-type") && !itemsList.equals("atomic")) {
          out.invalid(at.child("x-kubernetes-list-type"), itemsList, NOT_ATOMIC);
        }
      }
      case "object" -> {
        if (!Json.text(items, "x-kubernetes-map-type").equals("atomic")) {
          out.invalid(
              at.child("x-kubernetes-map-type"),
              GoText.of(Json.at(items, "x-kubernetes-list-type")),
              NOT_ATOMIC);
        }
      }
      default -> {}
    }
  }

  /**
   * @return whether the type is what the extension needs
   */
  private boolean typed(
      FieldPath path, JsonNode s, JsonNode extension, String needed, String name) {
    String type = Json.text(s, "type");
    if (extension == null || type.equals(needed)) {
      return true;
    }
    String must = "must be " + needed + " if " + name + " is specified";
    if (type.isEmpty()) {
      out.required(path.child("type"), must);
    } else {
      out.invalid(path.child("type"), type, must);
    }
    return false;
  }
}

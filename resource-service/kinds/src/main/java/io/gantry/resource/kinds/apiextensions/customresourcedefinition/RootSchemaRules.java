package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The schema of a version: first whether it is structural, then its defaults, then each schema
 * within by itself. Expressions are looked at only where nothing else is wrong.
 */
final class RootSchemaRules {
  /** The fields of a schema in the order of Kubernetes' type, with its names for them. */
  private static final List<String> FIELDS =
      List.of(
          "id ID",
          "$schema Schema",
          "$ref Ref",
          "description Description",
          "type Type",
          "nullable Nullable",
          "format Format",
          "title Title",
          "default Default",
          "maximum Maximum",
          "exclusiveMaximum ExclusiveMaximum",
          "minimum Minimum",
          "exclusiveMinimum ExclusiveMinimum",
          "maxLength MaxLength",
          "minLength MinLength",
          "pattern Pattern",
          "maxItems MaxItems",
          "minItems MinItems",
          "uniqueItems UniqueItems",
          "multipleOf MultipleOf",
          "enum Enum",
          "maxProperties MaxProperties",
          "minProperties MinProperties",
          "required Required",
          "items Items",
          "allOf AllOf",
          "oneOf OneOf",
          "anyOf AnyOf",
          "not Not",
          "properties Properties",
          "additionalProperties AdditionalProperties",
          "patternProperties PatternProperties",
          "dependencies Dependencies",
          "additionalItems AdditionalItems",
          "definitions Definitions",
          "externalDocs ExternalDocs",
          "example Example",
          "x-kubernetes-preserve-unknown-fields XPreserveUnknownFields",
          "x-kubernetes-embedded-resource XEmbeddedResource",
          "x-kubernetes-int-or-string XIntOrString",
          "x-kubernetes-list-type XListType",
          "x-kubernetes-list-map-keys XListMapKeys",
          "x-kubernetes-map-type XMapType",
          "x-kubernetes-validations XValidations");

  /** What may stand beside a status that is a subresource. */
  private static final List<String> ALLOWED_AT_ROOT =
      List.of(
          "Description",
          "Type",
          "Format",
          "Title",
          "Maximum",
          "ExclusiveMaximum",
          "Minimum",
          "ExclusiveMinimum",
          "MaxLength",
          "MinLength",
          "Pattern",
          "MaxItems",
          "MinItems",
          "UniqueItems",
          "MultipleOf",
          "Required",
          "Items",
          "Properties",
          "ExternalDocs",
          "Example",
          "XPreserveUnknownFields",
          "XValidations");

  private RootSchemaRules() {}

  static void validate(
      Findings out,
      FieldPath path,
      JsonNode schema,
      boolean hasStatus,
      DefinitionRules.Since since) {
    Findings found = new Findings();
    if (hasStatus) {
      allowedAtRoot(found, path, schema);
    }
    if (Json.bool(schema, false, "nullable")) {
      found.forbidden(
          path.child("openAPIV3Schema.nullable"), "nullable cannot be true at the root");
    }
    FieldPath at = path.child("openAPIV3Schema");
    String unsupported = UnsupportedFields.firstOf(schema);
    boolean sound = false;
    if (unsupported == null) {
      List<FieldError> structural = StructuralRules.validate(at, schema);
      if (structural.isEmpty()) {
        structural = DefaultValueRules.validate(at, schema);
      }
      sound = structural.isEmpty();
      found.add(structural);
    }
    OpenApiSchemaRules rules = new OpenApiSchemaRules(since.checksTypes());
    rules.validate(at, schema, sound);
    found.add(rules.errors());
    if (found.isEmpty() && unsupported != null) {
      found.invalid(at, "", unsupported);
    }
    out.add(found.list());
  }

  private static void allowedAtRoot(Findings out, FieldPath path, JsonNode schema) {
    for (String field : FIELDS) {
      String[] names = field.split(" ");
      JsonNode value = Json.at(schema, names[0]);
      if (value == null) {
        continue;
      }
      if (names[1].equals("Type")) {
        if (!value.asString().equals("object")) {
          out.invalid(
              path.child("openAPIV3Schema.type"),
              value.asString(),
              "only \"object\" is allowed as the type at the root of the schema if the status"
                  + " subresource is enabled");
          return;
        }
      } else if (!ALLOWED_AT_ROOT.contains(names[1])) {
        out.invalid(
            path.child("openAPIV3Schema"),
            GoText.literal("apiextensions.JSONSchemaProps{}"),
            "only ["
                + String.join(" ", ALLOWED_AT_ROOT)
                + "] fields are allowed at the root of the schema if the status subresource is"
                + " enabled");
        return;
      }
    }
  }

  /** The schemas in a map by name, sorted. */
  static Map<String, JsonNode> named(JsonNode schema, String field) {
    Map<String, JsonNode> all = new TreeMap<>();
    JsonNode map = Json.at(schema, field);
    if (map != null) {
      map.properties().forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    }
    return all;
  }
}

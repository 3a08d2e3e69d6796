package io.gantry.apischema.openapi;

import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apischema.TypeNode;
import io.gantry.apischema.TypeNode.FieldNode;
import io.gantry.apischema.TypeNode.ListType;
import io.gantry.apischema.TypeNode.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Types to the schemas of a document. Version 3 wraps references so that they can have a
 * description and states defaults; version 2 does neither and knows no alternatives.
 */
final class SchemaWriter {
  private final boolean v3;
  private final String prefix;
  private final Map<String, List<GroupVersionKind>> kinds;
  private final Map<String, TypeNode> seen = new HashMap<>();
  private final Deque<TypeNode> todo = new ArrayDeque<>();

  /**
   * @param kinds the kinds of each definition that is one
   */
  SchemaWriter(boolean v3, Map<String, List<GroupVersionKind>> kinds) {
    this.v3 = v3;
    this.prefix = v3 ? "#/components/schemas/" : "#/definitions/";
    this.kinds = kinds;
  }

  /** A reference to the type; its schema is written with the rest. */
  ObjectNode reference(TypeNode type) {
    if (seen.putIfAbsent(type.definition(), type) == null) {
      todo.add(type);
    }
    return Json.object().put("$ref", prefix + type.definition());
  }

  /** All schemas that were referred to, and what those refer to, by name. */
  ObjectNode schemas() {
    Map<String, ObjectNode> written = new TreeMap<>();
    while (!todo.isEmpty()) {
      TypeNode type = todo.poll();
      written.put(type.definition(), definition(type));
    }
    ObjectNode schemas = Json.object();
    written.forEach(schemas::set);
    return schemas;
  }

  private ObjectNode definition(TypeNode type) {
    ObjectNode schema = Json.object();
    if (!type.description().isEmpty()) {
      schema.put("description", type.description());
    }
    if (type.shape() == Shape.OBJECT) {
      object(schema, type);
    } else {
      leaf(schema, type);
    }
    List<GroupVersionKind> own = kinds.get(type.definition());
    if (own != null) {
      ArrayNode list = schema.putArray("x-kubernetes-group-version-kind");
      own.forEach(gvk -> kind(list.addObject(), gvk));
    }
    if (type.atomic()) {
      schema.put("x-kubernetes-map-type", "atomic");
    }
    return schema;
  }

  static ObjectNode kind(ObjectNode node, GroupVersionKind gvk) {
    return node.put("group", gvk.group()).put("kind", gvk.kind()).put("version", gvk.version());
  }

  private void object(ObjectNode schema, TypeNode type) {
    schema.put("type", "object");
    if (type.fields().isEmpty()) {
      return;
    }
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = Json.array();
    for (FieldNode field : new TreeMap<>(type.fields()).values()) {
      properties.set(field.name(), property(field, isItems(type, field)));
      if (field.required()) {
        required.add(field.name());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
  }

  /** The objects of a list are not said to be replaced as one: nobody ever merges lists. */
  private static boolean isItems(TypeNode type, FieldNode field) {
    return field.name().equals("items")
        && type.definition().endsWith("List")
        && type.fields().containsKey("metadata");
  }

  private ObjectNode property(FieldNode field, boolean items) {
    ObjectNode property;
    if (isDefinition(field.type())) {
      property = reference(field.type());
      if (v3) {
        property = Json.object().set("allOf", Json.array().add(property)).asObject();
      }
    } else {
      property = inline(field.type());
    }
    if (!field.description().isEmpty()) {
      property.put("description", field.description());
    }
    if (v3 && !field.documentedDefault().isEmpty()) {
      property.set("default", Json.parse(field.documentedDefault()));
    }
    if (!field.enumValues().isEmpty()) {
      field.enumValues().forEach(property.putArray("enum")::add);
    }
    if (!items) {
      extensions(property, field);
    }
    return property;
  }

  private static void extensions(ObjectNode property, FieldNode field) {
    if (field.type().shape() == Shape.LIST) {
      if (field.listType() != ListType.ATOMIC) {
        property.put("x-kubernetes-list-type", field.listType() == ListType.MAP ? "map" : "set");
      } else if (field.patchMergeKey().isEmpty()) {
        property.put("x-kubernetes-list-type", "atomic");
      }
    } else if (field.atomic() && !field.type().atomic()) {
      boolean map = field.type().shape() == Shape.MAP;
      property.put(map ? "x-kubernetes-map-type" : "x-kubernetes-list-type", "atomic");
    }
    if (!field.listMapKeys().isEmpty()) {
      field.listMapKeys().forEach(property.putArray("x-kubernetes-list-map-keys")::add);
    }
    if (!field.patchMergeKey().isEmpty()) {
      property.put("x-kubernetes-patch-merge-key", field.patchMergeKey());
    }
    if (!field.patchStrategies().isEmpty()) {
      property.put("x-kubernetes-patch-strategy", String.join(",", field.patchStrategies()));
    }
  }

  private static boolean isDefinition(TypeNode type) {
    return !type.definition().isEmpty();
  }

  /** A list's or map's item: a reference needs its wrapping only for the default it states. */
  private ObjectNode item(TypeNode type) {
    if (!isDefinition(type)) {
      ObjectNode schema = inline(type);
      if (v3 && type.shape() == Shape.STRING) {
        schema.put("default", "");
      }
      return schema;
    }
    ObjectNode reference = reference(type);
    if (!v3 || type.shape() != Shape.OBJECT) {
      return reference;
    }
    ObjectNode wrapped = Json.object();
    wrapped.putArray("allOf").add(reference);
    wrapped.putObject("default");
    return wrapped;
  }

  private ObjectNode inline(TypeNode type) {
    ObjectNode schema = Json.object();
    switch (type.shape()) {
      case LIST -> {
        schema.put("type", "array");
        schema.set("items", item(type.element()));
      }
      case MAP -> {
        schema.put("type", "object");
        schema.set("additionalProperties", item(type.element()));
      }
      case OBJECT -> object(schema, type);
      default -> leaf(schema, type);
    }
    return schema;
  }

  private void leaf(ObjectNode schema, TypeNode type) {
    switch (type.shape()) {
      case STRING, DURATION -> schema.put("type", "string");
      case BYTES -> schema.put("type", "string").put("format", "byte");
      case BOOLEAN -> schema.put("type", "boolean");
      case INTEGER ->
          schema.put("type", "integer").put("format", type.isWide() ? "int64" : "int32");
      case NUMBER -> schema.put("type", "number").put("format", "double");
      case TIME, MICRO_TIME -> schema.put("type", "string").put("format", "date-time");
      case QUANTITY -> alternatives(schema, "", "string", "number");
      case INT_OR_STRING -> alternatives(schema, "int-or-string", "integer", "string");
      case ANY -> {
        if (type.definition().endsWith(".RawExtension")
            || type.definition().endsWith(".FieldsV1")) {
          schema.put("type", "object");
        }
      }
      case OBJECT, LIST, MAP -> throw new IllegalStateException("not a leaf");
    }
  }

  private void alternatives(ObjectNode schema, String format, String first, String second) {
    if (!format.isEmpty()) {
      schema.put("format", format);
    }
    if (v3) {
      ArrayNode oneOf = schema.putArray("oneOf");
      oneOf.addObject().put("type", first);
      oneOf.addObject().put("type", second);
    } else {
      schema.put("type", "string");
    }
  }
}

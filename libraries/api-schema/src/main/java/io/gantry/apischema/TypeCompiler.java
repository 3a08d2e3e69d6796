package io.gantry.apischema;

import io.gantry.apimodel.Json;
import io.gantry.apischema.CompiledType.CompiledField;
import io.gantry.apischema.CompiledType.Form;
import io.gantry.apischema.CompiledType.Members;
import io.gantry.apischema.TypeNode.FieldNode;
import io.gantry.apischema.TypeNode.ListType;
import io.gantry.apischema.TypeNode.Presence;
import io.gantry.apischema.TypeNode.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes types of the generated definitions, each when it is first reached. */
final class TypeCompiler {
  static final CompiledType STRING = CompiledType.leaf(Shape.STRING, Form.PLAIN, "");
  private static final Map<String, CompiledType> SCALARS =
      Map.of(
          "string", STRING,
          "boolean", CompiledType.leaf(Shape.BOOLEAN, Form.PLAIN, ""),
          "integer:int32", CompiledType.leaf(Shape.INTEGER, Form.INT32, ""),
          "integer:int64", CompiledType.leaf(Shape.INTEGER, Form.INT64, ""),
          "number:double", CompiledType.leaf(Shape.NUMBER, Form.PLAIN, ""),
          "string:byte", CompiledType.leaf(Shape.BYTES, Form.PLAIN, ""));

  private final ObjectNode definitions;
  private final Descriptions descriptions;
  private final Map<String, CompiledType> types = new ConcurrentHashMap<>();

  TypeCompiler(ObjectNode definitions, Descriptions descriptions) {
    this.definitions = definitions;
    this.descriptions = descriptions;
  }

  /** A type by its notation: a definition's name, a scalar, {@code [T]} or <code>{T}</code>. */
  CompiledType type(String notation) {
    CompiledType scalar = SCALARS.get(notation);
    if (scalar != null) {
      return scalar;
    }
    // No computeIfAbsent: the element's look-up would be a recursive update.
    CompiledType known = types.get(notation);
    if (known == null) {
      known = compile(notation);
      CompiledType first = types.putIfAbsent(notation, known);
      known = first == null ? known : first;
    }
    return known;
  }

  boolean defines(String definition) {
    return definitions.has(definition);
  }

  private CompiledType compile(String notation) {
    if (notation.startsWith("[")) {
      return CompiledType.of(Shape.LIST, type(inner(notation)));
    }
    if (notation.startsWith("{")) {
      return CompiledType.of(Shape.MAP, type(inner(notation)));
    }
    JsonNode definition = definitions.get(notation);
    if (definition == null) {
      throw new IllegalArgumentException("no definition " + notation);
    }
    String leaf = Json.text(definition, "leaf");
    if (!leaf.isEmpty()) {
      return leaf(leaf, notation).describedBy(descriptions);
    }
    boolean atomic = Json.text(definition, "map").equals("atomic");
    return new CompiledType(
            Shape.OBJECT, Form.PLAIN, notation, null, atomic, () -> members(notation, definition))
        .describedBy(descriptions);
  }

  private static String inner(String notation) {
    return notation.substring(1, notation.length() - 1);
  }

  /** The schema that a union may hold is the definition its own name begins with. */
  private CompiledType union(Form form, String definition) {
    String schema = definition.substring(0, definition.lastIndexOf("Or"));
    return CompiledType.union(form, definition, () -> type(schema));
  }

  private CompiledType leaf(String leaf, String definition) {
    return switch (leaf) {
      case "quantity" -> CompiledType.leaf(Shape.QUANTITY, Form.PLAIN, definition);
      case "int-or-string" -> CompiledType.leaf(Shape.INT_OR_STRING, Form.INT32, definition);
      case "time" -> CompiledType.leaf(Shape.TIME, Form.PLAIN, definition);
      case "micro-time" -> CompiledType.leaf(Shape.MICRO_TIME, Form.PLAIN, definition);
      case "duration" -> CompiledType.leaf(Shape.DURATION, Form.PLAIN, definition);
      case "schema-or-bool" -> union(Form.SCHEMA_OR_BOOL, definition);
      case "schema-or-array" -> union(Form.SCHEMA_OR_LIST, definition);
      case "schema-or-strings" -> union(Form.SCHEMA_OR_STRINGS, definition);
      default -> CompiledType.leaf(Shape.ANY, Form.PLAIN, definition);
    };
  }

  private Members members(String name, JsonNode definition) {
    Map<String, CompiledField> byName = new LinkedHashMap<>();
    Map<Integer, CompiledField> byNumber = new HashMap<>();
    List<CompiledField> always = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : definition.get("fields").properties()) {
      CompiledField field = field(name, entry.getKey(), entry.getValue());
      byName.put(field.name(), field);
      if (field.number() > 0) {
        byNumber.put(field.number(), field);
      }
      if (field.presence() == Presence.ALWAYS) {
        always.add(field);
      }
    }
    Map<Integer, Map<Integer, CompiledField>> inline = new HashMap<>();
    for (JsonNode part : Json.items(definition, "inline")) {
      inline.put(Json.integer(part, 0, "number"), inlined(Json.text(part, "type"), byName));
    }
    Map<String, FieldNode> fields = Collections.unmodifiableMap(byName);
    return new Members(fields, byName, always.toArray(CompiledField[]::new), byNumber, inline);
  }

  /** An embedded message's numbers, leading to the fields of its host with the same names. */
  private Map<Integer, CompiledField> inlined(String type, Map<String, CompiledField> host) {
    Map<Integer, CompiledField> numbers = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : definitions.get(type).get("fields").properties()) {
      CompiledField field = host.get(entry.getKey());
      int number = Json.integer(entry.getValue(), 0, "number");
      if (field != null && number > 0) {
        numbers.put(number, field);
      }
    }
    return numbers;
  }

  private CompiledField field(String owner, String name, JsonNode field) {
    CompiledType type = type(Json.text(field, "type"));
    String patch = Json.text(field, "patch");
    Presence presence = presence(field, type);
    boolean atomic =
        type.atomic()
            || Json.text(field, "map").equals("atomic")
            || type.shape() != Shape.LIST && Json.text(field, "list").equals("atomic");
    String stated = documentedDefault(field.get("default"), presence, type);
    return new CompiledField(
        owner,
        name,
        type,
        Json.bool(field, false, "required"),
        presence,
        List.copyOf(Json.texts(field, "enum")),
        listType(Json.text(field, "list")),
        List.copyOf(Json.texts(field, "keys")),
        atomic,
        Json.text(field, "key"),
        patch.isEmpty() ? List.of() : List.of(patch.split(",")),
        stated,
        stated.isEmpty() ? null : Json.parse(stated),
        Json.integer(field, 0, "number"),
        descriptions);
  }

  private static String documentedDefault(JsonNode stated, Presence presence, CompiledType type) {
    if (stated != null) {
      return stated.toString();
    }
    if (presence != Presence.ALWAYS) {
      return "";
    }
    return switch (type.shape()) {
      case OBJECT -> "{}";
      case STRING, INTEGER, NUMBER, BOOLEAN -> type.zero().toString();
      case DURATION -> "0";
      default -> "";
    };
  }

  private static Presence presence(JsonNode field, CompiledType type) {
    return switch (Json.text(field, "presence")) {
      case "*" -> Presence.POINTER;
      case "!" -> Presence.ALWAYS;
      default ->
          switch (type.shape()) {
            case OBJECT, QUANTITY, INT_OR_STRING, TIME, MICRO_TIME, DURATION, ANY ->
                Presence.POINTER;
            default -> Presence.OMIT_ZERO;
          };
    };
  }

  private static ListType listType(String list) {
    return switch (list) {
      case "set" -> ListType.SET;
      case "map" -> ListType.MAP;
      default -> ListType.ATOMIC;
    };
  }
}

package io.gantry.apischema;

import io.gantry.apischema.CompiledType.CompiledField;
import io.gantry.apischema.CompiledType.Form;
import io.gantry.apischema.TypeNode.Presence;
import io.gantry.apischema.TypeNode.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * One walk over a tree that leaves it as Kubernetes' typed objects would write it: unknown fields
 * and nulls gone, zeros left out where the type leaves them out and put in where it never does,
 * quantities and times in canonical form. Unknown fields are reported in the order of the document.
 */
final class Checker {
  /** As many as Kubernetes reports. */
  private static final int MOST_ERRORS = 100;

  private final CheckPath path = new CheckPath();
  private final List<String> errors = new ArrayList<>();
  private Set<String> emptied = Set.of();

  /** Inside a type with a decoder of its own nothing is reported, only removed. */
  private int silent;

  private Checker() {}

  static Decoded check(ObjectNode object, CompiledType type) throws DecodeException {
    Checker checker = new Checker();
    checker.object(object, type);
    return new Decoded(object, checker.errors, checker.emptied);
  }

  private void object(ObjectNode object, CompiledType type) throws DecodeException {
    CompiledType.Members members = type.members();
    Map<String, CompiledField> fields = members.byName();
    Iterator<Map.Entry<String, JsonNode>> entries = object.properties().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, JsonNode> entry = entries.next();
      CompiledField field = fields.get(entry.getKey());
      if (field == null) {
        report(entry.getKey());
        entries.remove();
        continue;
      }
      JsonNode value = entry.getValue();
      if (value.isNull()) {
        entries.remove();
        continue;
      }
      path.push(type.definition(), field.name());
      JsonNode checked = value(value, field.type());
      path.pop();
      if (field.presence() == Presence.OMIT_ZERO && isZero(checked, field.type().shape())) {
        entries.remove();
        if (checked.isContainer()) {
          emptied(field.name());
        }
      } else if (field.presence() == Presence.ALWAYS && isEmptied(checked, field.type())) {
        entry.setValue(NullNode.instance);
        emptied(field.name());
      } else if (checked != value) {
        entry.setValue(checked);
      }
    }
    if (members.always().length > 0) {
      type.fill(object);
    }
  }

  private void emptied(String name) {
    if (emptied.isEmpty()) {
      emptied = new HashSet<>();
    }
    emptied.add(path.child(name));
  }

  private void report(String name) {
    if (silent == 0 && errors.size() < MOST_ERRORS) {
      errors.add("unknown field \"" + path.child(name) + "\"");
    }
  }

  /** Stored as protobuf, an empty list or map is none. */
  private static boolean isEmptied(JsonNode value, CompiledType type) {
    return (type.shape() == Shape.LIST || type.shape() == Shape.MAP) && value.isEmpty();
  }

  private static boolean isZero(JsonNode value, Shape shape) {
    return switch (shape) {
      case STRING, BYTES -> value.stringValue().isEmpty();
      case BOOLEAN -> !value.booleanValue();
      case INTEGER -> value.isIntegralNumber() && value.longValue() == 0;
      case NUMBER -> value.doubleValue() == 0;
      case LIST, MAP -> value.isEmpty();
      default -> false;
    };
  }

  /** The value in its canonical form: most often itself. */
  private JsonNode value(JsonNode value, CompiledType type) throws DecodeException {
    switch (type.shape()) {
      case OBJECT -> {
        if (!(value instanceof ObjectNode object)) {
          throw wrongType(value, type);
        }
        object(object, type);
        return value;
      }
      case LIST -> {
        if (!(value instanceof ArrayNode list)) {
          throw wrongType(value, type);
        }
        list(list, type.element());
        return value;
      }
      case MAP -> {
        if (!(value instanceof ObjectNode map)) {
          throw wrongType(value, type);
        }
        map(map, type.element());
        return value;
      }
      case STRING -> {
        if (!value.isString()) {
          throw wrongType(value, type);
        }
        return value;
      }
      case BOOLEAN -> {
        if (!value.isBoolean()) {
          throw wrongType(value, type);
        }
        return value;
      }
      case INTEGER -> {
        integer(value, type);
        return value;
      }
      case NUMBER -> {
        if (!value.isNumber()) {
          throw wrongType(value, type);
        }
        return value;
      }
      case ANY -> {
        if (type.form() != Form.PLAIN) {
          schemaUnion(value, type);
        }
        return value;
      }
      default -> {
        return Scalars.canonical(value, type);
      }
    }
  }

  private void list(ArrayNode list, CompiledType element) throws DecodeException {
    for (int i = 0; i < list.size(); i++) {
      JsonNode item = list.get(i);
      path.push(i);
      JsonNode checked = item.isNull() ? element.zero() : value(item, element);
      path.pop();
      if (checked != item) {
        list.set(i, checked);
      }
    }
  }

  private void map(ObjectNode map, CompiledType element) throws DecodeException {
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      JsonNode value = entry.getValue();
      path.pushKey(entry.getKey());
      JsonNode checked = value.isNull() ? zeroOfMap(element) : value(value, element);
      path.pop();
      if (checked != value) {
        entry.setValue(checked);
      }
    }
  }

  /** Stored as protobuf, a map's null bytes are none, not nothing. */
  private static JsonNode zeroOfMap(CompiledType element) {
    return element.shape() == Shape.BYTES ? StringNode.valueOf("") : element.zero();
  }

  private void integer(JsonNode value, CompiledType type) throws DecodeException {
    if (!value.isIntegralNumber()) {
      throw wrongType(value, type);
    }
    boolean fits = type.form() == Form.INT32 ? value.canConvertToInt() : value.canConvertToLong();
    if (!fits) {
      throw wrongType(value, type);
    }
  }

  /** JSONSchemaProps or something simpler; Kubernetes reads these with decoders of their own. */
  private void schemaUnion(JsonNode value, CompiledType type) throws DecodeException {
    CompiledType schema = type.alternative();
    silent++;
    if (value instanceof ObjectNode object) {
      object(object, schema);
    } else if (type.form() == Form.SCHEMA_OR_BOOL) {
      if (!value.isBoolean()) {
        throw new DecodeException("boolean or JSON schema expected");
      }
    } else if (value instanceof ArrayNode list) {
      if (type.form() == Form.SCHEMA_OR_LIST) {
        list(list, schema);
      } else {
        for (JsonNode item : list) {
          if (!item.isString()) {
            throw wrongType(item, TypeCompiler.STRING);
          }
        }
      }
    } else if (type.form() == Form.SCHEMA_OR_STRINGS) {
      throw new DecodeException("invalid character in JSON schema or string array");
    }
    silent--;
  }

  private DecodeException wrongType(JsonNode value, CompiledType type) {
    String what = GoNames.value(value, type);
    String of = " of type " + GoNames.type(type);
    String struct = path.struct();
    if (struct.isEmpty()) {
      return new DecodeException(
          "json: cannot unmarshal " + what + " into Go value" + of,
          GoNames.conversion(value, type));
    }
    String where = GoNames.simple(struct) + "." + path.fields();
    return new DecodeException(
        "json: cannot unmarshal " + what + " into Go struct field " + where + of,
        GoNames.conversion(value, type));
  }

  /** Keeps text nodes from being made anew where nothing changed. */
  static JsonNode text(JsonNode original, String canonical) {
    return original.isString() && original.stringValue().equals(canonical)
        ? original
        : StringNode.valueOf(canonical);
  }
}

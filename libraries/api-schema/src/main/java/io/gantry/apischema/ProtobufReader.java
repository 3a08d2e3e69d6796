package io.gantry.apischema;

import io.gantry.apimodel.Json;
import io.gantry.apischema.CompiledType.CompiledField;
import io.gantry.apischema.CompiledType.Members;
import io.gantry.apischema.TypeNode.Shape;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Messages to trees, led by the field numbers of the types. */
final class ProtobufReader {
  private ProtobufReader() {}

  static void into(ObjectNode object, CompiledType type, ProtobufInput in) throws DecodeException {
    Members members = type.members();
    while (in.hasMore()) {
      int tag = in.tag();
      CompiledField field = members.byNumber().get(tag >>> 3);
      if (field != null) {
        field(object, field, in, tag);
        continue;
      }
      Map<Integer, CompiledField> inline = members.inline().get(tag >>> 3);
      if (inline == null) {
        in.skip(tag);
        continue;
      }
      ProtobufInput part = in.part();
      while (part.hasMore()) {
        int inner = part.tag();
        CompiledField host = inline.get(inner >>> 3);
        if (host == null) {
          part.skip(inner);
        } else {
          field(object, host, part, inner);
        }
      }
    }
  }

  private static void field(ObjectNode object, CompiledField field, ProtobufInput in, int tag)
      throws DecodeException {
    CompiledType type = field.type();
    switch (type.shape()) {
      case LIST -> {
        ArrayNode list = Json.ensureArray(object, field.name());
        boolean packed = (tag & 7) == ProtobufInput.LENGTH && isVarint(type.element());
        if (packed) {
          ProtobufInput part = in.part();
          while (part.hasMore()) {
            list.add(value(type.element(), part));
          }
        } else {
          list.add(value(type.element(), in));
        }
      }
      case MAP -> entry(Json.ensureObject(object, field.name()), type.element(), in.part());
      case OBJECT -> into(Json.ensureObject(object, field.name()), type, in.part());
      default -> object.set(field.name(), value(type, in));
    }
  }

  private static boolean isVarint(CompiledType type) {
    return type.shape() == Shape.INTEGER || type.shape() == Shape.BOOLEAN;
  }

  private static void entry(ObjectNode map, CompiledType element, ProtobufInput in)
      throws DecodeException {
    String key = "";
    JsonNode value = null;
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag >>> 3) {
        case 1 -> key = in.text();
        case 2 -> value = element.shape() == Shape.LIST ? wrapped(element, in) : value(element, in);
        default -> in.skip(tag);
      }
    }
    map.set(key, value == null ? empty(element) : value);
  }

  private static JsonNode empty(CompiledType element) {
    return element.shape() == Shape.BYTES ? StringNode.valueOf("") : element.zero();
  }

  /** A list that is a map's value stands in a message of its own, as {@code items}. */
  private static JsonNode wrapped(CompiledType list, ProtobufInput in) throws DecodeException {
    ArrayNode items = Json.array();
    ProtobufInput part = in.part();
    while (part.hasMore()) {
      int tag = part.tag();
      if (tag >>> 3 == 1) {
        items.add(value(list.element(), part));
      } else {
        part.skip(tag);
      }
    }
    return items;
  }

  private static JsonNode value(CompiledType type, ProtobufInput in) throws DecodeException {
    return switch (type.shape()) {
      case STRING -> StringNode.valueOf(in.text());
      case BOOLEAN -> BooleanNode.valueOf(in.varint() != 0);
      case INTEGER -> integer(in.varint(), type.form() == CompiledType.Form.INT32);
      case NUMBER -> DoubleNode.valueOf(in.fixed64());
      case BYTES -> StringNode.valueOf(Base64.getEncoder().encodeToString(in.bytes()));
      case OBJECT -> {
        ObjectNode object = Json.object();
        into(object, type, in.part());
        yield object;
      }
      case QUANTITY -> StringNode.valueOf(firstText(in.part()));
      case INT_OR_STRING -> intOrString(in.part());
      case TIME, MICRO_TIME -> time(in.part(), type.shape() == Shape.MICRO_TIME);
      case DURATION -> LongNode.valueOf(firstVarint(in.part()));
      case ANY -> type.form() == CompiledType.Form.PLAIN ? raw(in.part()) : union(type, in.part());
      case LIST, MAP -> throw new IllegalStateException("a list in a list has no protobuf form");
    };
  }

  /** As small as the JSON parser makes it, so that trees of both origins are equal. */
  private static JsonNode integer(long value, boolean narrow) {
    return narrow || value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
  }

  private static String firstText(ProtobufInput in) throws DecodeException {
    String text = "0";
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag >>> 3 == 1) {
        text = in.text();
      } else {
        in.skip(tag);
      }
    }
    return text;
  }

  private static long firstVarint(ProtobufInput in) throws DecodeException {
    long value = 0;
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag >>> 3 == 1) {
        value = in.varint();
      } else {
        in.skip(tag);
      }
    }
    return value;
  }

  private static JsonNode intOrString(ProtobufInput in) throws DecodeException {
    long type = 0;
    int number = 0;
    String text = "";
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag >>> 3) {
        case 1 -> type = in.varint();
        case 2 -> number = (int) in.varint();
        case 3 -> text = in.text();
        default -> in.skip(tag);
      }
    }
    return type == 0 ? IntNode.valueOf(number) : StringNode.valueOf(text);
  }

  /** An empty message is no time at all, not 1970. */
  private static JsonNode time(ProtobufInput in, boolean micros) throws DecodeException {
    if (in.isEmpty()) {
      return NullNode.instance;
    }
    long seconds = 0;
    int nanos = 0;
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag >>> 3) {
        case 1 -> seconds = in.varint();
        case 2 -> nanos = (int) in.varint();
        default -> in.skip(tag);
      }
    }
    Instant time = Instant.ofEpochSecond(seconds, micros ? nanos : 0);
    return StringNode.valueOf(Scalars.print(time.atOffset(ZoneOffset.UTC), micros));
  }

  private static JsonNode raw(ProtobufInput in) throws DecodeException {
    byte[] json = new byte[0];
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag >>> 3 == 1) {
        json = in.bytes();
      } else {
        in.skip(tag);
      }
    }
    try {
      return json.length == 0 ? NullNode.instance : Json.parse(json);
    } catch (JacksonException e) {
      throw new DecodeException("invalid JSON in a raw field");
    }
  }

  private static JsonNode union(CompiledType type, ProtobufInput in) throws DecodeException {
    CompiledType schema = type.alternative();
    boolean orBool = type.form() == CompiledType.Form.SCHEMA_OR_BOOL;
    JsonNode value = null;
    boolean allows = false;
    ArrayNode list = Json.array();
    while (in.hasMore()) {
      int tag = in.tag();
      int number = tag >>> 3;
      if (orBool && number == 1) {
        allows = in.varint() != 0;
      } else if (number == (orBool ? 2 : 1)) {
        value = value(schema, in);
      } else if (number == 2) {
        boolean schemas = type.form() == CompiledType.Form.SCHEMA_OR_LIST;
        list.add(schemas ? value(schema, in) : StringNode.valueOf(in.text()));
      } else {
        in.skip(tag);
      }
    }
    return value != null ? value : orBool ? BooleanNode.valueOf(allows) : list;
  }
}

package io.gantry.apischema.codec;

import io.gantry.apimodel.Json;
import io.gantry.apischema.DecodeException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BigIntegerNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * JSON to a tree, noting fields that occur twice: the last one wins, and strict validation wants to
 * know.
 */
final class JsonBody {
  private final JsonParser parser;
  private final List<String> duplicates;
  private final List<Object> path = new ArrayList<>();

  private JsonBody(JsonParser parser, List<String> duplicates) {
    this.parser = parser;
    this.duplicates = duplicates;
  }

  /**
   * Reads one document; duplicates are added to the list as {@code duplicate field
   * "spec.replicas"}.
   *
   * @throws DecodeException with the text of Go's decoder
   */
  static JsonNode read(byte[] json, List<String> duplicates) throws DecodeException {
    try (JsonParser parser = Json.MAPPER.createParser(json)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw refused(json, "unexpected end of JSON input");
      }
      JsonNode tree = new JsonBody(parser, duplicates).value(first);
      if (parser.nextToken() != null) {
        throw refused(json, "invalid character after top-level value");
      }
      return tree;
    } catch (JacksonException e) {
      throw refused(json, e.getOriginalMessage());
    }
  }

  private static DecodeException refused(byte[] json, String otherwise) {
    String why = JsonSyntax.explain(json, otherwise);
    return new DecodeException("couldn't get version/kind; json parse error: " + why);
  }

  private JsonNode value(JsonToken token) throws DecodeException {
    if (path.size() > JsonSyntax.DEEPEST) {
      throw new DecodeException("exceeded max depth");
    }
    return switch (token) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> StringNode.valueOf(parser.getString());
      case VALUE_TRUE -> BooleanNode.TRUE;
      case VALUE_FALSE -> BooleanNode.FALSE;
      case VALUE_NULL -> NullNode.instance;
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(parser.getDecimalValue());
      default -> throw new IllegalStateException("unexpected " + token);
    };
  }

  private JsonNode integer() {
    return switch (parser.getNumberType()) {
      case INT -> IntNode.valueOf(parser.getIntValue());
      case LONG -> LongNode.valueOf(parser.getLongValue());
      default -> BigIntegerNode.valueOf(parser.getBigIntegerValue());
    };
  }

  private ObjectNode object() throws DecodeException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      path.add(name);
      JsonNode before = object.replace(name, value(parser.nextToken()));
      if (before != null) {
        report();
      }
      path.removeLast();
    }
    return object;
  }

  private ArrayNode array() throws DecodeException {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      path.add(array.size());
      array.add(value(token));
      path.removeLast();
    }
    return array;
  }

  private void report() {
    StringBuilder text = new StringBuilder();
    for (Object step : path) {
      if (step instanceof Integer index) {
        text.append('[').append(index.intValue()).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(step);
      }
    }
    String error = "duplicate field \"" + text + "\"";
    if (!duplicates.contains(error)) {
      duplicates.add(error);
    }
  }
}

package io.gantry.apimodel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one JSON mapper and short accessors to trees. A path that leads nowhere reads as the empty
 * value of its type, never as an error: objects from the API have been through the schema already.
 */
public final class Json {
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** Parses; malformed input throws {@code tools.jackson.core.JacksonException}. */
  public static JsonNode parse(byte[] json) {
    return MAPPER.readTree(json);
  }

  public static JsonNode parse(String json) {
    return MAPPER.readTree(json);
  }

  /** Parses a document that is known to be an object. */
  public static ObjectNode parseObject(byte[] json) {
    return (ObjectNode) MAPPER.readTree(json);
  }

  public static ObjectNode parseObject(String json) {
    return (ObjectNode) MAPPER.readTree(json);
  }

  public static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  public static String string(JsonNode node) {
    return new String(bytes(node), StandardCharsets.UTF_8);
  }

  /** The node at the path; null when a step is missing, JSON null, or not an object. */
  public static JsonNode at(JsonNode node, String... path) {
    JsonNode at = node;
    for (String step : path) {
      if (at == null || !at.isObject()) {
        return null;
      }
      at = at.get(step);
    }
    return at == null || at.isNull() || at.isMissingNode() ? null : at;
  }

  public static boolean has(JsonNode node, String... path) {
    return at(node, path) != null;
  }

  /** The text at the path; empty when absent or not a string. */
  public static String text(JsonNode node, String... path) {
    JsonNode at = at(node, path);
    return at != null && at.isString() ? at.stringValue() : "";
  }

  public static long number(JsonNode node, long absent, String... path) {
    JsonNode at = at(node, path);
    return at != null && at.isNumber() ? at.numberValue().longValue() : absent;
  }

  public static int integer(JsonNode node, int absent, String... path) {
    return (int) number(node, absent, path);
  }

  public static boolean bool(JsonNode node, boolean absent, String... path) {
    JsonNode at = at(node, path);
    return at != null && at.isBoolean() ? at.booleanValue() : absent;
  }

  /** The items of the list at the path; empty when there is none. */
  public static List<JsonNode> items(JsonNode node, String... path) {
    JsonNode at = at(node, path);
    if (at == null || !at.isArray()) {
      return List.of();
    }
    List<JsonNode> items = new ArrayList<>(at.size());
    at.forEach(items::add);
    return Collections.unmodifiableList(items);
  }

  public static List<String> texts(JsonNode node, String... path) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : items(node, path)) {
      texts.add(item.isString() ? item.stringValue() : item.toString());
    }
    return texts;
  }

  /** A map of strings at the path, sorted by key; empty when there is none. */
  public static Map<String, String> map(JsonNode node, String... path) {
    JsonNode at = at(node, path);
    Map<String, String> map = new TreeMap<>();
    if (at != null && at.isObject()) {
      for (Map.Entry<String, JsonNode> entry : at.properties()) {
        if (entry.getValue().isString()) {
          map.put(entry.getKey(), entry.getValue().stringValue());
        }
      }
    }
    return map;
  }

  /** The object at the path, made (with all parents) where it is missing or null. */
  public static ObjectNode ensureObject(ObjectNode node, String... path) {
    ObjectNode at = node;
    for (String step : path) {
      JsonNode next = at.get(step);
      if (next instanceof ObjectNode object) {
        at = object;
      } else {
        at = at.putObject(step);
      }
    }
    return at;
  }

  /** The list in the field, made where it is missing or null. */
  public static ArrayNode ensureArray(ObjectNode node, String field) {
    return node.get(field) instanceof ArrayNode array ? array : node.putArray(field);
  }

  public static ObjectNode stringMap(Map<String, String> map) {
    ObjectNode node = object();
    map.forEach(node::put);
    return node;
  }
}

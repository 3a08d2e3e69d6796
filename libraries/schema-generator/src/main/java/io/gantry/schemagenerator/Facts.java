package io.gantry.schemagenerator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What no artifact states, kept as resources beside this class; each says where it is from. */
final class Facts {
  private Facts() {}

  /** Definition to field to its mark, {@code *} or {@code !}. */
  static Map<String, Map<String, String>> presence() {
    Map<String, Map<String, String>> marks = new HashMap<>();
    resource("presence.txt")
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .forEach(
            line -> {
              String[] words = line.split(" ");
              Map<String, String> fields = new HashMap<>();
              for (int i = 1; i < words.length; i++) {
                fields.put(words[i].substring(1), words[i].substring(0, 1));
              }
              marks.put(words[0], fields);
            });
    return marks;
  }

  /** Lays enums, defaults and corrections over the joined definitions; null removes a property. */
  static void overlay(ObjectNode definitions) {
    ObjectNode overlay = (ObjectNode) JsonMapper.shared().readTree(resource("overlay.json"));
    overlay.remove("NOTICE");
    for (Map.Entry<String, JsonNode> definition : overlay.properties()) {
      if (!(definitions.get(definition.getKey()) instanceof ObjectNode target)) {
        throw new IllegalStateException("overlay for unknown definition " + definition.getKey());
      }
      for (Map.Entry<String, JsonNode> field : definition.getValue().properties()) {
        JsonNode known = target.get("fields").get(field.getKey());
        if (known == null && !field.getValue().isNull()) {
          known = ((ObjectNode) target.get("fields")).putObject(field.getKey());
        }
        if (field.getValue().isNull()) {
          ((ObjectNode) target.get("fields")).remove(field.getKey());
        } else {
          merge((ObjectNode) known, (ObjectNode) field.getValue());
        }
      }
    }
  }

  private static void merge(ObjectNode target, ObjectNode source) {
    for (Map.Entry<String, JsonNode> property : source.properties()) {
      if (property.getValue().isNull()) {
        target.remove(property.getKey());
      } else {
        target.set(property.getKey(), property.getValue());
      }
    }
  }

  private static String resource(String name) {
    try (InputStream in = Facts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

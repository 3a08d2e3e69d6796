package io.gantry.apischema.defaults;

import io.gantry.apimodel.Json;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sets a field only where it is absent; the checked form leaves out what is empty. */
final class Fill {
  private Fill() {}

  /** An empty text that the checked form keeps is one that a pointer points at: it stays. */
  static void text(ObjectNode node, String field, String value) {
    if (isAbsent(node, field)) {
      node.put(field, value);
    }
  }

  /** For a text that is never left out, so that an empty one is an absent one. */
  static void textNeverOmitted(ObjectNode node, String field, String value) {
    if (isAbsent(node, field) || Json.text(node, field).isEmpty()) {
      node.put(field, value);
    }
  }

  static void number(ObjectNode node, String field, int value) {
    if (isAbsent(node, field)) {
      node.put(field, value);
    }
  }

  static void bool(ObjectNode node, String field, boolean value) {
    if (isAbsent(node, field)) {
      node.put(field, value);
    }
  }

  static ObjectNode object(ObjectNode node, String field) {
    return Json.ensureObject(node, field);
  }

  static boolean isAbsent(ObjectNode node, String field) {
    JsonNode known = node.get(field);
    return known == null || known.isNull();
  }

  /** Whether a list or map is absent or has nothing in it. */
  static boolean isEmpty(ObjectNode node, String field) {
    return isAbsent(node, field) || node.get(field).isEmpty();
  }

  /** Calls for each object in the list at the path. */
  static void each(ObjectNode node, List<String> path, Consumer<ObjectNode> action) {
    JsonNode list = Json.at(node, path.toArray(String[]::new));
    if (list != null && list.isArray()) {
      for (JsonNode item : list) {
        if (item instanceof ObjectNode object) {
          action.accept(object);
        }
      }
    }
  }

  static void each(ObjectNode node, String field, Consumer<ObjectNode> action) {
    each(node, List.of(field), action);
  }

  /** Calls with the object in the field, if there is one. */
  static void in(ObjectNode node, String field, Consumer<ObjectNode> action) {
    if (node.get(field) instanceof ObjectNode object) {
      action.accept(object);
    }
  }
}

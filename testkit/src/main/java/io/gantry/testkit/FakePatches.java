package io.gantry.testkit;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.PatchType;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Patches as far as controllers send them: merge, strategic merge by known keys, JSON patch. */
final class FakePatches {
  private static final Map<String, String> MERGE_KEYS =
      Map.of(
          "ownerReferences", "uid",
          "conditions", "type",
          "containers", "name",
          "env", "name",
          "volumes", "name",
          "addresses", "type");

  private FakePatches() {}

  static ObjectNode apply(PatchType type, ObjectNode object, JsonNode patch) {
    ObjectNode result = object.deepCopy();
    switch (type) {
      case MERGE -> merge(result, (ObjectNode) patch, false);
      case STRATEGIC -> merge(result, (ObjectNode) patch, true);
      case JSON -> operations(result, (ArrayNode) patch);
      case APPLY -> throw new UnsupportedOperationException("apply patches are not faked");
    }
    return result;
  }

  private static void merge(ObjectNode into, ObjectNode patch, boolean strategic) {
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String field = entry.getKey();
      JsonNode value = entry.getValue();
      if (value.isNull()) {
        into.remove(field);
      } else if (value instanceof ObjectNode object) {
        merge(
            into.get(field) instanceof ObjectNode known ? known : into.putObject(field),
            object,
            strategic);
      } else if (strategic && value instanceof ArrayNode list) {
        mergeList(into, field, list);
      } else {
        into.set(field, value.deepCopy());
      }
    }
  }

  private static void mergeList(ObjectNode into, String field, ArrayNode patch) {
    String fromList = "$deleteFromPrimitiveList/";
    if (field.startsWith(fromList)) {
      removeFrom(into, field.substring(fromList.length()), patch);
    }
    if (field.startsWith("$")) {
      return;
    }
    String mergeKey = MERGE_KEYS.get(field);
    if (field.equals("finalizers")) {
      ArrayNode list = Json.ensureArray(into, field);
      patch.forEach(item -> addAbsent(list, item));
    } else if (mergeKey == null) {
      into.set(field, patch.deepCopy());
    } else {
      ArrayNode list = Json.ensureArray(into, field);
      for (JsonNode item : patch) {
        mergeItem(list, mergeKey, (ObjectNode) item);
      }
      if (list.isEmpty()) {
        into.remove(field);
      }
    }
  }

  private static void removeFrom(ObjectNode into, String field, ArrayNode values) {
    ArrayNode list = Json.ensureArray(into, field);
    for (int i = list.size() - 1; i >= 0; i--) {
      for (JsonNode value : values) {
        if (value.equals(list.get(i))) {
          list.remove(i);
          break;
        }
      }
    }
    if (list.isEmpty()) {
      into.remove(field);
    }
  }

  private static void mergeItem(ArrayNode list, String mergeKey, ObjectNode item) {
    boolean delete = "delete".equals(Json.text(item, "$patch"));
    for (int i = 0; i < list.size(); i++) {
      if (Json.text(list.get(i), mergeKey).equals(Json.text(item, mergeKey))) {
        if (delete) {
          list.remove(i);
        } else {
          merge((ObjectNode) list.get(i), item, true);
        }
        return;
      }
    }
    if (!delete) {
      list.add(item.deepCopy());
    }
  }

  private static void addAbsent(ArrayNode list, JsonNode item) {
    for (JsonNode known : list) {
      if (known.equals(item)) {
        return;
      }
    }
    list.add(item);
  }

  private static void operations(ObjectNode object, ArrayNode patch) {
    for (JsonNode operation : patch) {
      String path = Json.text(operation, "path");
      int slash = path.lastIndexOf('/');
      JsonNode parent = slash == 0 ? object : object.at(path.substring(0, slash));
      String field = path.substring(slash + 1).replace("~1", "/").replace("~0", "~");
      if (!(parent instanceof ObjectNode target)) {
        throw new UnsupportedOperationException("JSON patch into a list is not faked: " + path);
      }
      switch (Json.text(operation, "op")) {
        case "add", "replace" -> target.set(field, operation.get("value").deepCopy());
        case "remove" -> target.remove(field);
        default -> throw new UnsupportedOperationException("not faked: " + operation);
      }
    }
  }
}

package io.gantry.apischema.patch;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * RFC 6902 with the habits of the library Kubernetes uses: negative list indexes count from the
 * end, and testing for null holds where nothing is.
 */
final class JsonPatch {
  /** More operations than this are refused (apiserver, {@code maxJSONPatchOperations}). */
  private static final int MAX_OPERATIONS = 10_000;

  private final List<ObjectNode> operations = new ArrayList<>();

  JsonPatch(JsonNode patch) {
    if (!patch.isArray()) {
      throw ApiStatus.badRequest(
              "error decoding patch: json: cannot unmarshal "
                  + GoText.kindOf(patch)
                  + " into Go value of type jsonpatch.Patch")
          .asException();
    }
    if (patch.size() > MAX_OPERATIONS) {
      throw ApiStatus.tooLarge(
              "The allowed maximum operations in a JSON patch is "
                  + MAX_OPERATIONS
                  + ", got "
                  + patch.size())
          .asException();
    }
    for (JsonNode operation : patch) {
      if (!(operation instanceof ObjectNode object)) {
        throw ApiStatus.badRequest(
                "error decoding patch: json: cannot unmarshal "
                    + GoText.kindOf(operation)
                    + " into Go value of type jsonpatch.Operation")
            .asException();
      }
      operations.add(object);
    }
  }

  /** An operation that cannot be carried out; the caller's answer has no details of it. */
  private static final class Inapplicable extends Exception {
    private static final long serialVersionUID = 1L;

    Inapplicable(String why) {
      super(why);
    }
  }

  ObjectNode applyTo(ObjectNode original) {
    ObjectNode document = original.deepCopy();
    try {
      for (ObjectNode operation : operations) {
        apply(document, operation);
      }
      return document;
    } catch (Inapplicable e) {
      throw new ApiStatus(
              422,
              "Invalid",
              "the server rejected our request due to an error in our request",
              new ApiStatus.Details("", "", "", "", List.of(), 0))
          .asException();
    }
  }

  private static void apply(ObjectNode document, ObjectNode operation) throws Inapplicable {
    String path = path(operation, "path");
    switch (Json.text(operation, "op")) {
      case "add" -> add(document, path, value(operation));
      case "remove" -> remove(document, path);
      case "replace" -> {
        if (!path.isEmpty()) {
          find(document, path);
          remove(document, path);
        }
        add(document, path, value(operation));
      }
      case "move" -> {
        String from = path(operation, "from");
        JsonNode moved = find(document, from);
        remove(document, from);
        add(document, path, moved);
      }
      case "copy" -> add(document, path, find(document, path(operation, "from")).deepCopy());
      case "test" -> test(document, path, operation.get("value"));
      default -> throw new Inapplicable("unexpected kind: " + operation.get("op"));
    }
  }

  private static String path(ObjectNode operation, String field) throws Inapplicable {
    JsonNode path = operation.get(field);
    if (path == null || !path.isString()) {
      throw new Inapplicable("missing " + field);
    }
    return path.stringValue();
  }

  private static JsonNode value(ObjectNode operation) throws Inapplicable {
    JsonNode value = operation.get("value");
    if (value == null) {
      throw new Inapplicable("missing value");
    }
    return value.deepCopy();
  }

  private static void test(ObjectNode document, String path, JsonNode expected)
      throws Inapplicable {
    JsonNode actual;
    try {
      actual = find(document, path);
    } catch (Inapplicable e) {
      actual = null;
    }
    boolean bothAbsent =
        (actual == null || actual.isNull()) && (expected == null || expected.isNull());
    if (!bothAbsent && (actual == null || expected == null || !same(actual, expected))) {
      throw new Inapplicable("test failed");
    }
  }

  /** Equality that takes 1 and 1.0 for the same number. */
  private static boolean same(JsonNode a, JsonNode b) {
    return a.equals(
        (x, y) ->
            x.isNumber() && y.isNumber()
                ? x.decimalValue().compareTo(y.decimalValue())
                : x.equals(y) ? 0 : 1,
        b);
  }

  private static JsonNode find(ObjectNode document, String path) throws Inapplicable {
    JsonNode at = document;
    for (String step : steps(path)) {
      at = child(at, step);
    }
    return at;
  }

  private static JsonNode child(JsonNode node, String step) throws Inapplicable {
    JsonNode child =
        switch (node) {
          case ObjectNode object -> object.get(step);
          case ArrayNode array -> array.get(index(array, step, array.size() - 1));
          default -> null;
        };
    if (child == null) {
      throw new Inapplicable("no such path: " + step);
    }
    return child;
  }

  private static void add(ObjectNode document, String path, JsonNode value) throws Inapplicable {
    if (path.isEmpty()) {
      if (!(value instanceof ObjectNode whole)) {
        throw new Inapplicable("the document must be an object");
      }
      document.removeAll();
      for (Map.Entry<String, JsonNode> entry : whole.properties()) {
        document.set(entry.getKey(), entry.getValue());
      }
      return;
    }
    String last = lastStep(path);
    switch (parent(document, path)) {
      case ObjectNode object -> object.set(last, value);
      case ArrayNode array -> {
        if (last.equals("-")) {
          array.add(value);
        } else {
          int index = index(array, last, array.size());
          array.insert(index, value);
        }
      }
      default -> throw new Inapplicable("not a container: " + path);
    }
  }

  private static void remove(ObjectNode document, String path) throws Inapplicable {
    find(document, path);
    if (path.isEmpty()) {
      throw new Inapplicable("the document itself cannot be removed");
    }
    String last = lastStep(path);
    switch (parent(document, path)) {
      case ObjectNode object -> object.remove(last);
      case ArrayNode array -> array.remove(index(array, last, array.size() - 1));
      default -> throw new Inapplicable("not a container: " + path);
    }
  }

  private static JsonNode parent(ObjectNode document, String path) throws Inapplicable {
    List<String> steps = steps(path);
    JsonNode at = document;
    for (String step : steps.subList(0, steps.size() - 1)) {
      at = child(at, step);
    }
    return at;
  }

  private static int index(ArrayNode array, String step, int max) throws Inapplicable {
    try {
      int index = Integer.parseInt(step);
      if (index < 0) {
        index += array.size();
      }
      if (index >= 0 && index <= max) {
        return index;
      }
    } catch (NumberFormatException e) {
      throw new Inapplicable("not an index: " + step);
    }
    throw new Inapplicable("index out of bounds: " + step);
  }

  private static List<String> steps(String path) throws Inapplicable {
    if (path.isEmpty()) {
      return List.of();
    }
    if (!path.startsWith("/")) {
      throw new Inapplicable("a path begins with /: " + path);
    }
    List<String> steps = new ArrayList<>();
    for (String step : path.substring(1).split("/", -1)) {
      steps.add(step.replace("~1", "/").replace("~0", "~"));
    }
    return steps;
  }

  private static String lastStep(String path) throws Inapplicable {
    return steps(path).getLast();
  }
}

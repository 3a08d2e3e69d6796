package io.gantry.apischema.patch;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import io.gantry.apischema.TypeNode;
import io.gantry.apischema.TypeNode.FieldNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Strategic merge patch (apimachinery, {@code strategicpatch}). Works on copies it owns: the
 * original is copied once, the patch too, because directives are taken out of it as they are
 * followed.
 */
final class StrategicMerge {
  private static final String DIRECTIVE = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String ORDER = "$setElementOrder/";
  private static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";

  private StrategicMerge() {}

  static ObjectNode apply(TypeNode type, ObjectNode original, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      throw ApiStatus.badRequest(
              "error decoding patch: json: cannot unmarshal "
                  + GoText.kindOf(patch)
                  + " into Go value of type map[string]interface {}")
          .asException();
    }
    return mergeMap(type, original.deepCopy(), changes.deepCopy());
  }

  private static ObjectNode mergeMap(TypeNode type, ObjectNode original, ObjectNode patch) {
    JsonNode directive = patch.get(DIRECTIVE);
    if (directive != null) {
      return switch (directive.asString("")) {
        case "replace" -> {
          patch.remove(DIRECTIVE);
          yield (ObjectNode) withoutDirectives(patch);
        }
        case "delete" -> Json.object();
        case "merge" -> {
          patch.remove(DIRECTIVE);
          yield mergeMap(type, original, patch);
        }
        default -> throw failed("unknown patch type found: " + GoText.of(directive));
      };
    }
    retainKeys(original, patch);
    mergeOrderedLists(type, original, patch);
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      mergeField(type, original, entry.getKey(), entry.getValue());
    }
    return original;
  }

  private static void mergeField(TypeNode type, ObjectNode original, String key, JsonNode value) {
    if (key.startsWith(DELETE_PRIMITIVES)) {
      String name = key.substring(DELETE_PRIMITIVES.length());
      if (original.get(name) instanceof ArrayNode list && value instanceof ArrayNode gone) {
        original.set(name, without(list, gone));
      }
      return;
    }
    if (value.isNull()) {
      original.remove(key);
      return;
    }
    JsonNode there = original.get(key);
    if (there instanceof ObjectNode object && value instanceof ObjectNode changes) {
      FieldNode field = field(type, key);
      TypeNode child = field != null ? field.type() : elementOf(type);
      boolean replaced = field != null && field.patchStrategies().contains("replace");
      original.set(key, replaced ? changes : mergeMap(child, object, changes));
    } else if (there instanceof ArrayNode list && value instanceof ArrayNode changes) {
      original.set(key, mergeList(field(type, key), list, changes));
    } else {
      original.set(key, withoutDirectives(value));
    }
  }

  /** {@code $retainKeys}: what the original has beyond the named keys goes. */
  private static void retainKeys(ObjectNode original, ObjectNode patch) {
    JsonNode retained = patch.remove(RETAIN_KEYS);
    if (retained == null) {
      return;
    }
    Set<String> keys = new HashSet<>();
    retained.forEach(key -> keys.add(key.asString("")));
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String key = entry.getKey();
      if (!key.startsWith("$") && !entry.getValue().isNull() && !keys.contains(key)) {
        throw failed("retainKeys list:" + GoText.of(retained) + " doesn't contain field " + key);
      }
    }
    original.properties().removeIf(entry -> !keys.contains(entry.getKey()));
  }

  /** Lists that come with {@code $setElementOrder}: merged, then put in the order asked for. */
  private static void mergeOrderedLists(TypeNode type, ObjectNode original, ObjectNode patch) {
    for (String key : List.copyOf(patch.propertyNames())) {
      if (!key.startsWith(ORDER)) {
        continue;
      }
      String name = key.substring(ORDER.length());
      JsonNode asked = patch.remove(key);
      JsonNode changes = patch.get(name);
      if (!(asked instanceof ArrayNode order)
          || (changes != null && !changes.isArray() && !changes.isNull())) {
        continue;
      }
      FieldNode field = field(type, name);
      String mergeKey = field == null ? "" : field.patchMergeKey();
      ArrayNode before = original.get(name) instanceof ArrayNode list ? list.deepCopy() : null;
      ArrayNode merged;
      if (changes instanceof ArrayNode list) {
        requireSameOrder(list, order, mergeKey);
        merged =
            before == null
                ? (ArrayNode) withoutDirectives(list)
                : mergeList(field, before.deepCopy(), list);
      } else if (before != null) {
        merged = before.deepCopy();
      } else {
        continue;
      }
      patch.remove(name);
      original.set(name, inOrder(merged, order, before == null ? Json.array() : before, mergeKey));
    }
  }

  private static ArrayNode mergeList(FieldNode field, ArrayNode original, ArrayNode patch) {
    if (field == null || !field.patchStrategies().contains("merge")) {
      return (ArrayNode) withoutDirectives(patch);
    }
    if (original.isEmpty() && patch.isEmpty()) {
      return original;
    }
    String mergeKey = field.patchMergeKey();
    ArrayNode merged;
    ArrayNode effective = patch;
    if (isPrimitive(original) && isPrimitive(patch)) {
      merged = Json.array();
      Set<JsonNode> seen = new HashSet<>();
      for (JsonNode item : original) {
        if (seen.add(item)) {
          merged.add(item);
        }
      }
      for (JsonNode item : patch) {
        if (seen.add(item)) {
          merged.add(item);
        }
      }
    } else {
      if (mergeKey.isEmpty()) {
        throw failed(
            "cannot merge lists without merge key for " + field.type().element().definition());
      }
      Special special = followDirectives(original, patch, mergeKey);
      merged = special.original;
      effective = special.patch;
      for (JsonNode item : effective) {
        mergeItem(field.type().element(), merged, item, mergeKey);
      }
    }
    return inOrder(merged, effective, original, mergeKey);
  }

  private static void mergeItem(TypeNode type, ArrayNode into, JsonNode item, String mergeKey) {
    JsonNode key = keyOf(item, mergeKey);
    for (int i = 0; i < into.size(); i++) {
      if (keyOf(into.get(i), mergeKey).equals(key)) {
        into.set(i, mergeMap(type, (ObjectNode) into.get(i), (ObjectNode) item));
        return;
      }
    }
    into.add(withoutDirectives(item));
  }

  private record Special(ArrayNode original, ArrayNode patch) {}

  /** Items that carry {@code $patch}: they delete their like, or replace the list by the rest. */
  private static Special followDirectives(ArrayNode original, ArrayNode patch, String mergeKey) {
    ArrayNode rest = Json.array();
    ArrayNode kept = original.deepCopy();
    boolean replace = false;
    for (JsonNode item : patch) {
      JsonNode directive = item.get(DIRECTIVE);
      if (directive == null) {
        rest.add(item);
        continue;
      }
      switch (directive.asString("")) {
        case "delete" -> {
          JsonNode key = item.get(mergeKey);
          if (key == null) {
            throw failed("delete patch type with no merge key defined");
          }
          ArrayNode others = Json.array();
          for (JsonNode there : kept) {
            if (!key.equals(there.get(mergeKey))) {
              others.add(there);
            }
          }
          kept = others;
        }
        case "replace" -> replace = true;
        case "merge" -> throw failed("merging lists cannot yet be specified in the patch");
        default -> throw failed("unknown patch type found: " + GoText.of(directive));
      }
    }
    return replace
        ? new Special((ArrayNode) withoutDirectives(rest), Json.array())
        : new Special(kept, rest);
  }

  /**
   * Items named by {@code order} come in that order; the others keep their place among them as far
   * as the server's list tells which came first.
   */
  private static ArrayNode inOrder(
      ArrayNode items, ArrayNode order, ArrayNode serverOrder, String mergeKey) {
    List<JsonNode> named = new ArrayList<>();
    List<JsonNode> others = new ArrayList<>();
    for (JsonNode item : items) {
      (position(order, item, mergeKey) >= 0 ? named : others).add(item);
    }
    named.sort((a, b) -> position(order, a, mergeKey) - position(order, b, mergeKey));
    others.sort((a, b) -> position(serverOrder, a, mergeKey) - position(serverOrder, b, mergeKey));
    ArrayNode result = Json.array();
    int i = 0;
    int j = 0;
    while (i < others.size() || j < named.size()) {
      boolean takeOther;
      if (i == others.size() || j == named.size()) {
        takeOther = j == named.size();
      } else {
        int left = position(serverOrder, others.get(i), mergeKey);
        int right = position(serverOrder, named.get(j), mergeKey);
        takeOther = left >= 0 && right >= 0 && left < right;
      }
      result.add(takeOther ? others.get(i++) : named.get(j++));
    }
    return result;
  }

  private static int position(ArrayNode list, JsonNode item, String mergeKey) {
    for (int i = 0; i < list.size(); i++) {
      JsonNode there = list.get(i);
      if (mergeKey.isEmpty() || !item.isObject()
          ? there.equals(item)
          : there.isObject()
              && there.get(mergeKey) != null
              && there.get(mergeKey).equals(item.get(mergeKey))) {
        return i;
      }
    }
    return -1;
  }

  /** The patch list must name its items in the order of the order list. */
  private static void requireSameOrder(ArrayNode patch, ArrayNode order, String mergeKey) {
    int next = 0;
    for (JsonNode item : patch) {
      if (item.isObject() && item.has(DIRECTIVE)) {
        continue;
      }
      while (next < order.size() && !sameItem(item, order.get(next), mergeKey)) {
        next++;
      }
      if (next == order.size()) {
        throw failed(
            "The order in patch list:\n"
                + GoText.of(patch)
                + "\n doesn't match $setElementOrder list:\n"
                + GoText.of(order)
                + "\n");
      }
      next++;
    }
  }

  private static boolean sameItem(JsonNode item, JsonNode named, String mergeKey) {
    return item.isObject() && !mergeKey.isEmpty()
        ? item.get(mergeKey) != null && item.get(mergeKey).equals(named.get(mergeKey))
        : item.equals(named);
  }

  private static JsonNode keyOf(JsonNode item, String mergeKey) {
    JsonNode key = item.isObject() ? item.get(mergeKey) : null;
    if (key == null) {
      throw failed("map: " + GoText.of(item) + " does not contain declared merge key: " + mergeKey);
    }
    return key;
  }

  private static ArrayNode without(ArrayNode list, ArrayNode gone) {
    ArrayNode rest = Json.array();
    for (JsonNode item : list) {
      if (position(gone, item, "") < 0) {
        rest.add(item);
      }
    }
    return rest;
  }

  private static boolean isPrimitive(ArrayNode list) {
    for (JsonNode item : list) {
      if (item.isContainer()) {
        return false;
      }
    }
    return true;
  }

  /** A value that meets nothing to merge with: nulls and directives in it say nothing. */
  private static JsonNode withoutDirectives(JsonNode value) {
    switch (value) {
      case ObjectNode object -> {
        ObjectNode clean = Json.object();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
          if (!entry.getKey().equals(DIRECTIVE)
              && !entry.getKey().equals(RETAIN_KEYS)
              && !entry.getKey().startsWith(ORDER)
              && !entry.getKey().startsWith(DELETE_PRIMITIVES)
              && !entry.getValue().isNull()) {
            clean.set(entry.getKey(), withoutDirectives(entry.getValue()));
          }
        }
        return clean;
      }
      case ArrayNode array -> {
        ArrayNode clean = Json.array();
        for (JsonNode item : array) {
          if (!item.isObject() || !item.has(DIRECTIVE)) {
            clean.add(withoutDirectives(item));
          }
        }
        return clean;
      }
      default -> {
        return value;
      }
    }
  }

  private static FieldNode field(TypeNode type, String name) {
    return type == null ? null : type.fields().get(name);
  }

  private static TypeNode elementOf(TypeNode type) {
    return type == null ? null : type.element();
  }

  /** A patch that contradicts itself or the schema: Kubernetes answers 500 without a reason. */
  private static RuntimeException failed(String message) {
    return new ApiStatus(500, "", message, null).asException();
  }
}

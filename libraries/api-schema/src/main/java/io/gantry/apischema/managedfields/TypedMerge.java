package io.gantry.apischema.managedfields;

import io.gantry.apimodel.Json;
import io.gantry.apischema.TypeNode;
import io.gantry.apischema.TypeNode.FieldNode;
import io.gantry.apischema.managedfields.TypedWalk.Form;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Merging an applied configuration into the live object, and taking fields out of an object. */
final class TypedMerge {
  private TypedMerge() {}

  /** The live object with the applied one's fields; null live means the applied one. */
  static JsonNode merge(TypeNode type, FieldNode field, JsonNode live, JsonNode applied) {
    if (live == null || live.isNull()) {
      return applied.deepCopy();
    }
    Form form = TypedWalk.form(type, field);
    if (form == Form.LEAF || applied.isValueNode() || live.isValueNode()) {
      return applied.deepCopy();
    }
    if (form == Form.STRUCT || form == Form.MAP) {
      ObjectNode result = (ObjectNode) live.deepCopy();
      for (Map.Entry<String, JsonNode> entry : applied.properties()) {
        FieldNode child = form == Form.MAP ? null : type.fields().get(entry.getKey());
        TypeNode childType =
            form == Form.MAP ? type.element() : child == null ? null : child.type();
        result.set(
            entry.getKey(), merge(childType, child, result.get(entry.getKey()), entry.getValue()));
      }
      return result;
    }
    return mergeList(type, field, form, live, applied);
  }

  /**
   * Items of both lists, merged by key. The applied order rules among the items of both; a
   * live-only item stays where it was between them.
   */
  private static ArrayNode mergeList(
      TypeNode type, FieldNode field, Form form, JsonNode live, JsonNode applied) {
    Map<String, JsonNode> left = TypedWalk.items(form, field, live);
    Map<String, JsonNode> right = TypedWalk.items(form, field, applied);
    ArrayNode result = Json.array();
    for (String step : order(left.keySet(), right.keySet())) {
      JsonNode item = right.get(step);
      if (item == null) {
        result.add(left.get(step).deepCopy());
      } else if (form == Form.SET) {
        result.add(item.deepCopy());
      } else {
        result.add(merge(type.element(), null, left.get(step), item));
      }
    }
    return result;
  }

  private static List<String> order(Set<String> live, Set<String> applied) {
    List<String> left = List.copyOf(live);
    List<String> right = List.copyOf(applied);
    Deque<String> shared = new ArrayDeque<>(right);
    shared.removeIf(step -> !live.contains(step));
    List<String> order = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < left.size() || j < right.size()) {
      if (i < left.size() && !applied.contains(left.get(i))) {
        order.add(left.get(i++));
      } else if (i < left.size() && !left.get(i).equals(shared.peek())) {
        // Its turn comes elsewhere.
        i++;
      } else {
        String step = right.get(j++);
        order.add(step);
        if (step.equals(shared.peek())) {
          shared.poll();
          i += i < left.size() && left.get(i).equals(step) ? 1 : 0;
        }
      }
    }
    return order;
  }

  /** Takes the fields out, and containers that become empty by it. */
  static void remove(TypeNode type, FieldNode field, JsonNode node, FieldSet gone) {
    Form form = TypedWalk.form(type, field);
    switch (form) {
      case STRUCT, MAP -> {
        if (!(node instanceof ObjectNode object)) {
          return;
        }
        for (String name : List.copyOf(object.propertyNames())) {
          String step = "f:" + name;
          FieldSet below = gone.children().get(step);
          JsonNode value = object.get(name);
          if (gone.members().contains(step)) {
            object.remove(name);
          } else if (below != null) {
            FieldNode child = form == Form.MAP ? null : type.fields().get(name);
            boolean hadMembers = !value.isEmpty();
            remove(
                form == Form.MAP ? type.element() : child == null ? null : child.type(),
                child,
                value,
                below);
            if (hadMembers && value.isContainer() && value.isEmpty()) {
              object.remove(name);
            }
          }
        }
      }
      case KEYED_LIST, SET -> {
        if (!(node instanceof ArrayNode array)) {
          return;
        }
        List<JsonNode> kept = new ArrayList<>();
        for (Map.Entry<String, JsonNode> item : TypedWalk.items(form, field, node).entrySet()) {
          if (gone.members().contains(item.getKey())) {
            continue;
          }
          FieldSet below = gone.children().get(item.getKey());
          if (below != null) {
            remove(type.element(), null, item.getValue(), below);
          }
          kept.add(item.getValue());
        }
        array.removeAll();
        kept.forEach(array::add);
      }
      case LEAF -> {
        // Removed as a whole by its parent.
      }
    }
  }
}

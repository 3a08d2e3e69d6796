package io.gantry.apischema.managedfields;

import io.gantry.apimodel.Json;
import io.gantry.apischema.TypeNode;
import io.gantry.apischema.TypeNode.FieldNode;
import io.gantry.apischema.TypeNode.ListType;
import io.gantry.apischema.TypeNode.Presence;
import io.gantry.apischema.TypeNode.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an object looks like to structured merge: which values are leaves, which lists have keys.
 */
final class TypedWalk {
  private TypedWalk() {}

  /** How a value is walked. A null field (the root, a map's value, a list's item) has no marks. */
  enum Form {
    /** Scalars, atomic lists, maps and structs, and anything without a schema. */
    LEAF,
    STRUCT,
    MAP,
    KEYED_LIST,
    SET
  }

  static Form form(TypeNode type, FieldNode field) {
    if (type == null || type.atomic() || (field != null && field.atomic())) {
      return Form.LEAF;
    }
    return switch (type.shape()) {
      case OBJECT -> type.fields().isEmpty() ? Form.LEAF : Form.STRUCT;
      case MAP -> Form.MAP;
      case LIST ->
          field == null || field.listType() == ListType.ATOMIC
              ? Form.LEAF
              : field.listType() == ListType.MAP ? Form.KEYED_LIST : Form.SET;
      default -> Form.LEAF;
    };
  }

  static Map<String, JsonNode> members(JsonNode node) {
    Map<String, JsonNode> members = new TreeMap<>();
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        members.put(entry.getKey(), entry.getValue());
      }
    }
    return members;
  }

  /** Items of a keyed list or a set by their step, in order; of equal ones the first. */
  static Map<String, JsonNode> items(Form form, FieldNode field, JsonNode list) {
    Map<String, JsonNode> items = new LinkedHashMap<>();
    if (list instanceof ArrayNode array) {
      for (JsonNode item : array) {
        items.putIfAbsent(itemStep(form, field, item), item);
      }
    }
    return items;
  }

  /** The step that names an item of a keyed list or a set. */
  static String itemStep(Form form, FieldNode field, JsonNode item) {
    return form == Form.SET ? "v:" + item : keyStep(field, item);
  }

  private static String keyStep(FieldNode field, JsonNode item) {
    ObjectNode key = Json.object();
    List<String> names = new ArrayList<>(field.listMapKeys());
    names.sort(null);
    for (String name : names) {
      JsonNode value = item.get(name);
      if (value == null) {
        FieldNode keyField = field.type().element().fields().get(name);
        value = keyField == null ? null : keyField.defaultValue();
      }
      if (value != null) {
        key.set(name, value);
      }
    }
    return "k:" + key;
  }

  /**
   * The fields an applied configuration names: leaves, list items, and containers that are empty.
   */
  static FieldSet fields(TypeNode type, JsonNode object) {
    FieldSet set = new FieldSet();
    collect(type, null, object, new ArrayList<>(), set);
    return set;
  }

  private static void collect(
      TypeNode type, FieldNode field, JsonNode node, List<String> path, FieldSet into) {
    Form form = node.isNull() ? Form.LEAF : form(type, field);
    if (form == Form.LEAF || node.isEmpty()) {
      if (!path.isEmpty()) {
        into.add(path);
      }
      return;
    }
    switch (form) {
      case STRUCT, MAP -> {
        for (Map.Entry<String, JsonNode> entry : members(node).entrySet()) {
          FieldNode child = form == Form.MAP ? null : type.fields().get(entry.getKey());
          TypeNode childType =
              form == Form.MAP ? type.element() : child == null ? null : child.type();
          path.add("f:" + entry.getKey());
          collect(childType, child, entry.getValue(), path, into);
          path.removeLast();
        }
      }
      case KEYED_LIST -> {
        for (Map.Entry<String, JsonNode> item : items(form, field, node).entrySet()) {
          path.add(item.getKey());
          into.add(path);
          collect(type.element(), null, item.getValue(), path, into);
          path.removeLast();
        }
      }
      case SET -> {
        for (String step : items(form, field, node).keySet()) {
          path.add(step);
          into.add(path);
          path.removeLast();
        }
      }
      case LEAF -> throw new IllegalStateException("a leaf has no members");
    }
  }

  /**
   * A set that also has the struct fields on the way to its members. Who applies a part of a struct
   * and then none of it, no longer wants the struct, unless others want a part.
   */
  static FieldSet withFields(TypeNode type, FieldSet set) {
    boolean struct = type != null && type.shape() == Shape.OBJECT;
    FieldSet result = new FieldSet();
    result.members().addAll(set.members());
    set.children()
        .forEach(
            (step, below) -> {
              FieldNode field = struct ? type.fields().get(step.substring(2)) : null;
              TypeNode child =
                  field != null ? field.type() : struct || type == null ? null : type.element();
              if (field != null) {
                result.members().add(step);
              }
              result.children().put(step, withFields(child, below));
            });
    return result;
  }

  /** What changed between two objects. */
  record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
    FieldSet changed() {
      return added.union(modified);
    }
  }

  static Comparison compare(TypeNode type, JsonNode before, JsonNode after) {
    Comparison result = new Comparison(new FieldSet(), new FieldSet(), new FieldSet());
    compare(type, null, before, after, new ArrayList<>(), result);
    return result;
  }

  private static void compare(
      TypeNode type,
      FieldNode field,
      JsonNode before,
      JsonNode after,
      List<String> path,
      Comparison into) {
    if (before == null && after == null) {
      return;
    }
    if (!path.isEmpty()) {
      if (before == null) {
        into.added.add(path);
      } else if (after == null) {
        into.removed.add(path);
      }
    }
    Form form = form(type, field);
    if (form == Form.LEAF
        || (before != null && before.isValueNode() && !before.isNull())
        || (after != null && after.isValueNode() && !after.isNull())) {
      if (before != null && after != null && !before.equals(after)) {
        into.modified.add(path);
      }
      return;
    }
    boolean list = form == Form.KEYED_LIST || form == Form.SET;
    Map<String, JsonNode> left = list ? items(form, field, before) : members(before);
    Map<String, JsonNode> right = list ? items(form, field, after) : members(after);
    Map<String, JsonNode> all = new LinkedHashMap<>(left);
    all.putAll(right);
    for (String name : all.keySet()) {
      FieldNode child = form == Form.STRUCT ? type.fields().get(name) : null;
      TypeNode childType =
          switch (form) {
            case STRUCT -> child == null ? null : child.type();
            case SET -> null;
            default -> type.element();
          };
      path.add(list ? name : "f:" + name);
      compare(childType, child, left.get(name), right.get(name), path, into);
      path.removeLast();
    }
  }

  /**
   * What an object of the type holds in Go before anyone sets a field: structs that are no
   * pointers, and lists without omitempty, and times, as null. Compared with it, the fields of a
   * new object come out as Kubernetes attributes them.
   */
  static ObjectNode skeleton(TypeNode type) {
    ObjectNode skeleton = Json.object();
    for (FieldNode field : type.fields().values()) {
      TypeNode child = field.type();
      JsonNode value = field.defaultValue();
      if (child.shape() == Shape.OBJECT && value != null && value.isObject() && value.isEmpty()) {
        skeleton.set(field.name(), skeleton(child));
      } else if (isNullAtFirst(field)) {
        skeleton.putNull(field.name());
      }
    }
    return skeleton;
  }

  private static boolean isNullAtFirst(FieldNode field) {
    return switch (field.type().shape()) {
      case LIST, MAP -> field.required();
      case TIME -> field.presence() == Presence.ALWAYS;
      default -> false;
    };
  }
}

package io.gantry.apischema.managedfields;

import io.gantry.apischema.TypeNode;
import io.gantry.apischema.TypeNode.FieldNode;
import io.gantry.apischema.TypeNode.ListType;
import io.gantry.apischema.managedfields.TypedWalk.Form;
import io.gantry.apischema.patch.GoText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Holds an applied configuration against its schema, as structured-merge-diff does before it
 * merges: declared fields, the kinds of values, keys of lists that have keys. Nulls are always
 * right; of numbers and texts only that they are one, the rest is decoding's.
 */
final class TypedRules {
  private final List<String> path = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  private TypedRules() {}

  /** The errors as one text; empty when there are none. */
  static String errors(TypeNode type, JsonNode object) {
    TypedRules rules = new TypedRules();
    rules.value(type, null, object);
    return rules.errors.size() > 1
        ? "errors:\n  " + String.join("\n  ", rules.errors)
        : String.join("", rules.errors);
  }

  private void value(TypeNode type, FieldNode field, JsonNode node) {
    if (type == null || node.isNull()) {
      return;
    }
    switch (type.shape()) {
      case OBJECT, MAP -> members(type, node);
      case LIST -> items(type, field, node);
      case INTEGER, NUMBER -> {
        if (!node.isNumber()) {
          error("expected numeric (int or float), got " + GoText.typeOf(node));
        }
      }
      case STRING, BYTES, DURATION -> {
        if (!node.isString()) {
          error("expected string, got &value.valueUnstructured{Value:" + GoText.syntax(node) + "}");
        }
      }
      case BOOLEAN -> {
        if (!node.isBoolean()) {
          error("expected boolean, got &{" + GoText.of(node) + "}");
        }
      }
      case QUANTITY, INT_OR_STRING, TIME, MICRO_TIME -> {
        if (node.isContainer()) {
          error("expected any scalar, got &{" + GoText.of(node) + "}");
        }
      }
      case ANY -> {
        // Nothing is known of it.
      }
    }
  }

  private void members(TypeNode type, JsonNode node) {
    boolean map = type.shape() == TypeNode.Shape.MAP;
    if (!map && type.fields().isEmpty()) {
      return;
    }
    if (!node.isObject()) {
      error("expected map, got &{" + GoText.of(node) + "}");
      return;
    }
    for (Map.Entry<String, JsonNode> entry : TypedWalk.members(node).entrySet()) {
      FieldNode child = map ? null : type.fields().get(entry.getKey());
      path.add("f:" + entry.getKey());
      if (!map && child == null) {
        error("field not declared in schema");
        path.removeLast();
        return;
      }
      value(map ? type.element() : child.type(), child, entry.getValue());
      path.removeLast();
    }
  }

  private void items(TypeNode type, FieldNode field, JsonNode node) {
    if (!node.isArray()) {
      error("expected list, got &{" + GoText.of(node) + "}");
      return;
    }
    Form form =
        field == null || field.listType() == ListType.ATOMIC
            ? Form.LEAF
            : field.listType() == ListType.MAP ? Form.KEYED_LIST : Form.SET;
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < node.size(); i++) {
      JsonNode item = node.get(i);
      String step = "i:" + i;
      if (form != Form.LEAF) {
        String unfit = unfit(form, field, item);
        if (!unfit.isEmpty()) {
          error("element " + i + ": " + unfit);
          return;
        }
        step = TypedWalk.itemStep(form, field, item);
        if (!seen.add(step)) {
          error("duplicate entries for key " + FieldSet.shown(List.of(step)));
        }
      }
      path.add(step);
      value(type.element(), null, item);
      path.removeLast();
    }
  }

  /** Why an item cannot be told from its neighbours; empty when it can. */
  private static String unfit(Form form, FieldNode field, JsonNode item) {
    if (form == Form.SET) {
      return item.isObject()
          ? "associative list without keys has an element that's a map type"
          : item.isArray()
              ? "not supported: associative list with lists as elements"
              : item.isNull()
                  ? "associative list without keys has an element that's an explicit null"
                  : "";
    }
    if (item.isNull()) {
      return "associative list with keys may not have a null element";
    }
    if (!item.isObject()) {
      return "associative list with keys may not have non-map elements";
    }
    for (String key : field.listMapKeys()) {
      FieldNode keyField = field.type().element().fields().get(key);
      if (!item.has(key) && (keyField == null || keyField.defaultValue() == null)) {
        return "associative list with keys has an element that omits key field \""
            + key
            + "\" (and doesn't have default value)";
      }
    }
    return "";
  }

  private void error(String message) {
    errors.add(path.isEmpty() ? message : FieldSet.shown(path) + ": " + message);
  }
}

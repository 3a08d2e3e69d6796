package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Whether a value is what a schema says, in the words of the validator that Kubernetes uses. Texts
 * name the field by its path within the value, which is empty for the value itself.
 */
public final class SchemaValues {
  private final FieldPath root;
  private final List<FieldError> errors = new ArrayList<>();

  private SchemaValues(FieldPath root) {
    this.root = root;
  }

  public static List<FieldError> validate(FieldPath root, JsonNode schema, JsonNode value) {
    SchemaValues values = new SchemaValues(root);
    values.check("", schema, value);
    return values.errors;
  }

  private void check(String path, JsonNode s, JsonNode value) {
    if (s == null || !s.isObject()) {
      return;
    }
    type(path, s, value);
    if (value.isNull()) {
      return;
    }
    conditions(path, s, value);
    if (value.isString()) {
      text(path, s, value.stringValue());
    } else if (value.isNumber()) {
      number(path, s, value);
    } else if (value.isArray()) {
      list(path, s, value);
    }
    allowed(path, s, value);
    if (value.isObject()) {
      object(path, s, value);
    }
  }

  private static List<String> types(JsonNode s) {
    if (Json.bool(s, false, "x-kubernetes-int-or-string")) {
      return List.of("integer", "string");
    }
    String type = Json.text(s, "type");
    return type.isEmpty() ? List.of() : List.of(type);
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> "boolean";
      case STRING -> "string";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case ARRAY -> "array";
      case OBJECT -> "object";
      default -> "null";
    };
  }

  private void type(String path, JsonNode s, JsonNode value) {
    List<String> types = types(s);
    if (types.isEmpty()) {
      return;
    }
    String type = typeOf(value);
    boolean fits =
        types.contains(type)
            || (type.equals("null") && Json.bool(s, false, "nullable"))
            || (type.equals("number") && types.contains("integer") && isWhole(value))
            || (type.equals("integer") && types.contains("number"));
    if (!fits) {
      errors.add(
          FieldError.typeInvalid(
              at(path),
              type,
              path
                  + " in body must be of type "
                  + String.join(",", types)
                  + ": "
                  + FieldError.quoted(type)));
    }
  }

  private static boolean isWhole(JsonNode number) {
    return number.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  private void text(String path, JsonNode s, String text) {
    long length = text.codePointCount(0, text.length());
    JsonNode longest = Json.at(s, "maxLength");
    if (longest != null && length > longest.longValue()) {
      errors.add(FieldError.tooLong(at(path), longest.intValue()));
      return;
    }
    JsonNode shortest = Json.at(s, "minLength");
    if (shortest != null && length < shortest.longValue()) {
      invalid(path, text, "should be at least " + shortest + " chars long");
      return;
    }
    String pattern = Json.text(s, "pattern");
    if (!pattern.isEmpty() && !SchemaPatterns.found(pattern, text)) {
      invalid(path, text, "should match '" + pattern + "'");
    }
  }

  private void number(String path, JsonNode s, JsonNode value) {
    BigDecimal number = value.decimalValue();
    JsonNode multiple = Json.at(s, "multipleOf");
    if (multiple != null) {
      BigDecimal factor = multiple.decimalValue();
      if (factor.signum() <= 0) {
        errors.add(
            FieldError.invalid(
                at(path),
                GoText.of(multiple),
                "factor MultipleOf declared for " + path + " must be positive: " + multiple));
      } else if (number.remainder(factor).signum() != 0) {
        invalid(path, value, "should be a multiple of " + bound(multiple, value));
      }
    }
    JsonNode minimum = Json.at(s, "minimum");
    if (minimum != null) {
      int than = number.compareTo(new BigDecimal(bound(minimum, value)));
      boolean exclusive = Json.bool(s, false, "exclusiveMinimum");
      if (than < 0 || (exclusive && than == 0)) {
        invalid(
            path,
            value,
            "should be greater than " + (exclusive ? "" : "or equal to ") + bound(minimum, value));
      }
    }
    JsonNode maximum = Json.at(s, "maximum");
    if (maximum != null) {
      int than = number.compareTo(new BigDecimal(bound(maximum, value)));
      boolean exclusive = Json.bool(s, false, "exclusiveMaximum");
      if (than > 0 || (exclusive && than == 0)) {
        invalid(
            path,
            value,
            "should be less than " + (exclusive ? "" : "or equal to ") + bound(maximum, value));
      }
    }
  }

  /** Bounds lose their fraction where the value has none. */
  private static String bound(JsonNode bound, JsonNode value) {
    BigDecimal number = bound.decimalValue();
    return (value.isIntegralNumber() ? number.setScale(0, RoundingMode.DOWN) : number)
        .stripTrailingZeros()
        .toPlainString();
  }

  private void list(String path, JsonNode s, JsonNode list) {
    JsonNode items = Json.at(s, "items");
    for (int i = 0; items != null && i < list.size(); i++) {
      check(path + "[" + i + "]", items, list.get(i));
    }
    JsonNode fewest = Json.at(s, "minItems");
    if (fewest != null && list.size() < fewest.longValue()) {
      invalid(path, list.size(), "should have at least " + fewest + " items");
    }
    JsonNode most = Json.at(s, "maxItems");
    if (most != null && list.size() > most.longValue()) {
      errors.add(FieldError.tooMany(at(path), list.size(), most.intValue()));
    }
  }

  private void allowed(String path, JsonNode s, JsonNode value) {
    List<JsonNode> allowed = Json.items(s, "enum");
    if (allowed.isEmpty() || allowed.stream().anyMatch(one -> FieldRules.same(one, value))) {
      return;
    }
    List<String> texts =
        allowed.stream().map(one -> one.isString() ? one.stringValue() : Json.string(one)).toList();
    errors.add(FieldError.notSupported(at(path), GoText.of(value), texts));
  }

  private void object(String path, JsonNode s, JsonNode object) {
    JsonNode fewest = Json.at(s, "minProperties");
    if (fewest != null && object.size() < fewest.longValue()) {
      invalid(path, object.size(), "should have at least " + fewest + " properties");
    }
    JsonNode most = Json.at(s, "maxProperties");
    if (most != null && object.size() > most.longValue()) {
      errors.add(FieldError.tooMany(at(path), object.size(), most.intValue()));
    }
    JsonNode additional = Json.at(s, "additionalProperties");
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      JsonNode property = Json.at(s, "properties", name);
      if (property != null) {
        check(path.isEmpty() ? name : path + "." + name, property, field.getValue());
      } else if (additional != null && additional.isObject()) {
        check(path + "." + name, additional, field.getValue());
      } else if (additional != null && !additional.asBoolean()) {
        errors.add(
            FieldError.invalid(
                at(path), name, path + "." + name + " in body is a forbidden property"));
      }
    }
    for (String name : Json.texts(s, "required")) {
      if (!object.has(name)) {
        errors.add(FieldError.required(at(path + "." + name), ""));
      }
    }
  }

  private void conditions(String path, JsonNode s, JsonNode value) {
    String quoted = FieldError.quoted(path);
    List<List<FieldError>> any = each(path, s, "anyOf", value);
    if (!any.isEmpty() && any.stream().noneMatch(List::isEmpty)) {
      whole(quoted + " must validate at least one schema (anyOf)");
      errors.addAll(any.getFirst());
    }
    List<List<FieldError>> one = each(path, s, "oneOf", value);
    long valid = one.stream().filter(List::isEmpty).count();
    if (!one.isEmpty() && valid != 1) {
      String found = valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives";
      whole(quoted + " must validate one and only one schema (oneOf). " + found);
      if (valid == 0) {
        errors.addAll(one.getFirst());
      }
    }
    List<List<FieldError>> all = each(path, s, "allOf", value);
    all.forEach(errors::addAll);
    if (all.stream().anyMatch(wrong -> !wrong.isEmpty())) {
      boolean none = all.stream().noneMatch(List::isEmpty);
      whole(quoted + " must validate all the schemas (allOf)" + (none ? ". None validated" : ""));
    }
    JsonNode not = Json.at(s, "not");
    if (not != null && alone(path, not, value).isEmpty()) {
      whole(quoted + " must not validate the schema (not)");
    }
  }

  private List<List<FieldError>> each(String path, JsonNode s, String list, JsonNode value) {
    return Json.items(s, list).stream().map(one -> alone(path, one, value)).toList();
  }

  private List<FieldError> alone(String path, JsonNode s, JsonNode value) {
    SchemaValues values = new SchemaValues(root);
    values.check(path, s, value);
    return values.errors;
  }

  private void whole(String message) {
    errors.add(FieldError.invalid(root, "", message));
  }

  private void invalid(String path, Object value, String message) {
    errors.add(FieldError.invalid(at(path), value, path + " in body " + message));
  }

  private FieldPath at(String path) {
    String within = path.startsWith(".") ? path.substring(1) : path;
    return within.isEmpty() ? root : root.child(within);
  }
}

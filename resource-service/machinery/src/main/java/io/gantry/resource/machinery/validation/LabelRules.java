package io.gantry.resource.machinery.validation;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Labels, annotations, and label selectors in their object form. */
public final class LabelRules {
  private static final int MAX_ANNOTATION_BYTES = 256 * 1024;

  private LabelRules() {}

  /** Keys and values; 1.32 reports both at the map's own path. */
  public static List<FieldError> labels(FieldPath path, JsonNode labels) {
    List<FieldError> errors = new ArrayList<>();
    for (Map.Entry<String, String> label : Json.map(labels).entrySet()) {
      errors.addAll(labelName(path, label.getKey()));
      errors.addAll(FieldRules.format(path, label.getValue(), Formats::labelValue));
    }
    return errors;
  }

  public static List<FieldError> labelName(FieldPath path, String name) {
    return FieldRules.format(path, name, Formats::qualifiedName);
  }

  /** Keys in any case; at most 256 KiB in all. */
  public static List<FieldError> annotations(FieldPath path, JsonNode annotations) {
    List<FieldError> errors = new ArrayList<>();
    long size = 0;
    for (Map.Entry<String, String> entry : Json.map(annotations).entrySet()) {
      String key = entry.getKey();
      errors.addAll(
          FieldRules.each(path, key, Formats.qualifiedName(key.toLowerCase(Locale.ROOT))));
      size += Formats.bytes(key) + Formats.bytes(entry.getValue());
    }
    if (size > MAX_ANNOTATION_BYTES) {
      errors.add(FieldError.tooLong(path, MAX_ANNOTATION_BYTES));
    }
    return errors;
  }

  /** A selector with {@code matchLabels} and {@code matchExpressions}; null is fine. */
  public static List<FieldError> selector(FieldPath path, JsonNode selector) {
    return selector(path, selector, false);
  }

  /**
   * @param anyValue also accept values that could never be a label's (old objects, and the
   *     selectors of pod affinity)
   */
  public static List<FieldError> selector(FieldPath path, JsonNode selector, boolean anyValue) {
    List<FieldError> errors = new ArrayList<>();
    if (selector == null || selector.isNull()) {
      return errors;
    }
    errors.addAll(labels(path.child("matchLabels"), Json.at(selector, "matchLabels")));
    int index = 0;
    for (JsonNode requirement : Json.items(selector, "matchExpressions")) {
      errors.addAll(
          requirement(path.child("matchExpressions").index(index++), requirement, anyValue));
    }
    return errors;
  }

  private static List<FieldError> requirement(
      FieldPath path, JsonNode requirement, boolean anyValue) {
    List<FieldError> errors = new ArrayList<>();
    List<String> values = Json.texts(requirement, "values");
    String operator = Json.text(requirement, "operator");
    switch (operator) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          errors.add(
              FieldError.required(
                  path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'"));
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          errors.add(
              FieldError.forbidden(
                  path.child("values"),
                  "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }
      }
      default ->
          errors.add(
              FieldError.invalid(
                  path.child("operator"), operator, "not a valid selector operator"));
    }
    errors.addAll(labelName(path.child("key"), Json.text(requirement, "key")));
    if (!anyValue) {
      for (int i = 0; i < values.size(); i++) {
        errors.addAll(
            FieldRules.format(path.child("values").index(i), values.get(i), Formats::labelValue));
      }
    }
    return errors;
  }
}

package io.gantry.resource.machinery.validation;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Rules for single fields, each with its path. */
public final class FieldRules {
  public static final String IMMUTABLE = "field is immutable";

  private FieldRules() {}

  /** One {@code Invalid value} for each thing a format finds wrong. */
  public static List<FieldError> format(
      FieldPath path, String value, Function<String, List<String>> format) {
    return each(path, value, format.apply(value));
  }

  /** One {@code Invalid value} a message. */
  public static List<FieldError> each(FieldPath path, Object value, List<String> messages) {
    List<FieldError> errors = new ArrayList<>(messages.size());
    for (String message : messages) {
      errors.add(FieldError.invalid(path, value, message));
    }
    return errors;
  }

  public static List<FieldError> nonNegative(FieldPath path, long value) {
    return value >= 0
        ? List.of()
        : List.of(FieldError.invalid(path, value, "must be greater than or equal to 0"));
  }

  public static List<FieldError> positive(FieldPath path, long value) {
    return value > 0
        ? List.of()
        : List.of(FieldError.invalid(path, value, "must be greater than 0"));
  }

  public static List<FieldError> inRange(FieldPath path, long value, long min, long max) {
    return each(path, value, Formats.inRange(value, min, max));
  }

  public static List<FieldError> port(FieldPath path, long value) {
    return each(path, value, Formats.portNumber(value));
  }

  /**
   * A value out of a closed set.
   *
   * @param supported printed in this order: Kubernetes sorts for some fields and not for others
   */
  public static List<FieldError> oneOf(FieldPath path, String value, List<String> supported) {
    return supported.contains(value)
        ? List.of()
        : List.of(FieldError.notSupported(path, value, supported));
  }

  /** The same for a field that must be set: empty is {@code Required value}. */
  public static List<FieldError> requiredOneOf(
      FieldPath path, String value, List<String> supported) {
    return value.isEmpty() ? List.of(FieldError.required(path, "")) : oneOf(path, value, supported);
  }

  public static List<FieldError> required(FieldPath path, JsonNode value) {
    boolean absent =
        value == null
            || value.isNull()
            || value.isMissingNode()
            || (value.isString() && value.stringValue().isEmpty())
            || (value.isContainer() && value.isEmpty());
    return absent ? List.of(FieldError.required(path, "")) : List.of();
  }

  /**
   * The field may not change. Absent and empty are the same, as for Kubernetes' semantic equality.
   *
   * @param shown how the new value is printed; see {@link GoText}
   */
  public static List<FieldError> immutable(
      FieldPath path, JsonNode value, JsonNode old, Object shown) {
    return same(value, old) ? List.of() : List.of(FieldError.invalid(path, shown, IMMUTABLE));
  }

  /** The same, printed as {@link GoText#of} does. */
  public static List<FieldError> immutable(FieldPath path, JsonNode value, JsonNode old) {
    return immutable(path, value, old, GoText.of(value));
  }

  /** Equal, where absent, null and empty count as the same. */
  public static boolean same(JsonNode one, JsonNode other) {
    if (nothing(one) || nothing(other)) {
      return nothing(one) && nothing(other);
    }
    if (one.isObject() && other.isObject()) {
      for (String name : one.propertyNames()) {
        if (!same(one.get(name), other.get(name))) {
          return false;
        }
      }
      for (String name : other.propertyNames()) {
        if (!one.has(name) && !nothing(other.get(name))) {
          return false;
        }
      }
      return true;
    }
    if (one.isArray() && other.isArray()) {
      if (one.size() != other.size()) {
        return false;
      }
      for (int i = 0; i < one.size(); i++) {
        if (!same(one.get(i), other.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue()) == 0;
    }
    return Objects.equals(one, other);
  }

  private static boolean nothing(JsonNode node) {
    return node == null
        || node.isNull()
        || node.isMissingNode()
        || (node.isContainer() && node.isEmpty());
  }

  /** An integer that is not negative, or a percentage ({@code maxSurge} and its kin). */
  public static List<FieldError> nonNegativeIntOrPercent(FieldPath path, JsonNode value) {
    if (value == null || value.isNull()) {
      return List.of();
    }
    if (value.isString()) {
      return each(path, GoText.intOrString(value), Formats.percent(value.stringValue()));
    }
    return nonNegative(path, value.longValue());
  }

  /** A percentage above 100 where that makes no sense. */
  public static List<FieldError> notMoreThan100Percent(FieldPath path, JsonNode value) {
    if (value == null || !value.isString() || !Formats.percent(value.stringValue()).isEmpty()) {
      return List.of();
    }
    String digits = value.stringValue().substring(0, value.stringValue().length() - 1);
    return digits.length() < 10 && Long.parseLong(digits) <= 100
        ? List.of()
        : List.of(
            FieldError.invalid(path, GoText.intOrString(value), "must not be greater than 100%"));
  }

  /** The number of a probe's or a service's target port, or the name of one. */
  public static List<FieldError> portNumberOrName(FieldPath path, JsonNode value) {
    if (value != null && value.isString()) {
      return each(path, value.stringValue(), Formats.portName(value.stringValue()));
    }
    return port(path, value == null ? 0 : value.longValue());
  }
}

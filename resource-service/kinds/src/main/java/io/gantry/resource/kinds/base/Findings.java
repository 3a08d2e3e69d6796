package io.gantry.resource.kinds.base;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Collects what is wrong with an object, in the order in which it was found. */
public final class Findings {
  private final List<FieldError> all = new ArrayList<>();
  private final Predicate<String> sentEmpty;

  public Findings() {
    sentEmpty = path -> false;
  }

  /** Findings that can tell a list or map that was sent empty from one that was not sent. */
  public Findings(WriteContext context) {
    sentEmpty = context::sentEmpty;
  }

  /** How a list or map without entries is printed: {@code type{}} if it was sent, else nil. */
  public Object nothing(FieldPath path, String type) {
    return GoText.literal(type + (sentEmpty.test(path.toString()) ? "{}" : "(nil)"));
  }

  /** Whether a list or map was sent with nothing in it. */
  public boolean sentEmpty(FieldPath path) {
    return sentEmpty.test(path.toString());
  }

  public Findings add(FieldError error) {
    all.add(error);
    return this;
  }

  public Findings add(List<FieldError> errors) {
    all.addAll(errors);
    return this;
  }

  public Findings required(FieldPath path) {
    return add(FieldError.required(path, ""));
  }

  public Findings required(FieldPath path, String detail) {
    return add(FieldError.required(path, detail));
  }

  public Findings invalid(FieldPath path, Object value, String detail) {
    return add(FieldError.invalid(path, value, detail));
  }

  public Findings forbidden(FieldPath path, String detail) {
    return add(FieldError.forbidden(path, detail));
  }

  /** One {@code Invalid value} for each thing a format finds wrong with a text. */
  public Findings format(FieldPath path, String value, Function<String, List<String>> format) {
    return add(FieldRules.format(path, value, format));
  }

  /** The same, but {@code Required value} when there is none. */
  public Findings requiredFormat(
      FieldPath path, String value, Function<String, List<String>> format) {
    return value.isEmpty() ? required(path) : format(path, value, format);
  }

  /** A text that must be there. */
  public Findings present(FieldPath path, String value) {
    return value.isEmpty() ? required(path) : this;
  }

  /** One of a closed set, which is printed as given; empty is {@code Required value}. */
  public Findings requiredOneOf(FieldPath path, String value, List<String> supported) {
    return add(FieldRules.requiredOneOf(path, value, supported));
  }

  /** One of a closed set, where the field is set at all. */
  public Findings optionalOneOf(FieldPath path, JsonNode value, List<String> supported) {
    return value == null ? this : add(FieldRules.oneOf(path, value.asString(), supported));
  }

  /** A number that is not negative, where the field is set at all. */
  public Findings nonNegative(FieldPath path, JsonNode object, String field) {
    JsonNode value = Json.at(object, field);
    return value == null ? this : add(FieldRules.nonNegative(path.child(field), value.longValue()));
  }

  /** A user's or group's id, where it is set at all. */
  public Findings unixId(FieldPath path, JsonNode object, String field) {
    JsonNode id = Json.at(object, field);
    return id == null
        ? this
        : add(FieldRules.each(path.child(field), id.longValue(), Formats.unixId(id.longValue())));
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  public List<FieldError> list() {
    return all;
  }
}

package io.gantry.resource.machinery.validation;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Quantity;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Amounts. That they can be parsed has been checked when the body was decoded. */
public final class QuantityRules {
  private QuantityRules() {}

  public static Quantity of(JsonNode value) {
    return Quantity.parse(value.isString() ? value.stringValue() : value.toString());
  }

  public static List<FieldError> nonNegative(FieldPath path, JsonNode value) {
    Quantity quantity = of(value);
    return quantity.signum() >= 0
        ? List.of()
        : List.of(
            FieldError.invalid(path, quantity.toString(), "must be greater than or equal to 0"));
  }

  public static List<FieldError> positive(FieldPath path, JsonNode value) {
    Quantity quantity = of(value);
    return quantity.signum() > 0
        ? List.of()
        : List.of(FieldError.invalid(path, quantity.toString(), "must be greater than zero"));
  }

  /** Resources that are counted one by one may not be fractions. */
  public static List<FieldError> whole(FieldPath path, JsonNode value) {
    Quantity quantity = of(value);
    return quantity.millis() % 1000 == 0
        ? List.of()
        : List.of(FieldError.invalid(path, quantity.toString(), "must be an integer"));
  }
}

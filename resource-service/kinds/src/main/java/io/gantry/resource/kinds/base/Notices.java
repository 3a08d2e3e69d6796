package io.gantry.resource.kinds.base;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Collects what is worth a warning, in the order in which it was found. */
public final class Notices {
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

  private final List<String> all = new ArrayList<>();

  public Notices add(FieldPath path, String text) {
    all.add(path + ": " + text);
    return this;
  }

  public Notices add(String text) {
    all.add(text);
    return this;
  }

  /** Amounts of bytes are whole numbers, to the thousandth as far as Kubernetes looks. */
  public Notices whole(FieldPath path, JsonNode amounts, String name) {
    JsonNode amount = Json.at(amounts, name);
    if (amount != null) {
      Quantity quantity = QuantityRules.of(amount);
      BigDecimal thousandths = quantity.value().multiply(THOUSAND).setScale(0, RoundingMode.UP);
      if (thousandths.remainder(THOUSAND).signum() != 0) {
        add(
            path.key(name),
            "fractional byte value \"" + quantity + "\" is invalid, must be an integer");
      }
    }
    return this;
  }

  /** A name from which names of pods are made should be good as a host's name. */
  public Notices podNames(JsonNode object, String use) {
    List<String> wrong = Formats.dns1123Label(Json.text(object, "metadata", "name"));
    if (!wrong.isEmpty()) {
      add(
          FieldPath.of("metadata").child("name"),
          "this is used in "
              + use
              + ", which can result in surprising behavior; a DNS label is recommended: ["
              + String.join(" ", wrong)
              + "]");
    }
    return this;
  }

  public List<String> list() {
    return all.stream().distinct().toList();
  }
}

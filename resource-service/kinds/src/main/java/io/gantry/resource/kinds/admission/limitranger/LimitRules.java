package io.gantry.resource.kinds.admission.limitranger;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Compares what a container asks for with what is allowed. */
final class LimitRules {
  private LimitRules() {}

  static void container(List<String> faults, JsonNode item, JsonNode resources) {
    each(
        Json.at(item, "min"),
        (name, bound) -> {
          Quantity request = quantity(resources, "requests", name);
          Quantity limit = quantity(resources, "limits", name);
          String what = "minimum " + name + " usage per Container is " + bound;
          if (request == null) {
            faults.add(what + ".  No request is specified");
          } else if (request.compareTo(bound) < 0) {
            faults.add(what + ", but request is " + request);
          }
          if (limit != null && limit.compareTo(bound) < 0) {
            faults.add(what + ", but limit is " + limit);
          }
        });
    each(
        Json.at(item, "max"),
        (name, bound) -> {
          Quantity request = quantity(resources, "requests", name);
          Quantity limit = quantity(resources, "limits", name);
          String what = "maximum " + name + " usage per Container is " + bound;
          if (limit == null) {
            faults.add(what + ".  No limit is specified");
          } else if (limit.compareTo(bound) > 0) {
            faults.add(what + ", but limit is " + limit);
          }
          if (request != null && request.compareTo(bound) > 0) {
            faults.add(what + ", but request is " + request);
          }
        });
    each(
        Json.at(item, "maxLimitRequestRatio"),
        (name, bound) -> {
          Quantity request = quantity(resources, "requests", name);
          Quantity limit = quantity(resources, "limits", name);
          String what = name + " max limit to request ratio per Container is " + bound + ", but ";
          if (request == null || request.isZero()) {
            faults.add(what + "no request is specified or request is 0");
          } else if (limit == null || limit.isZero()) {
            faults.add(what + "no limit is specified or limit is 0");
          } else if (limit.value().compareTo(request.value().multiply(bound.value())) > 0) {
            double ratio = limit.value().doubleValue() / request.value().doubleValue();
            faults.add(what + String.format(Locale.ROOT, "provided ratio is %.6f", ratio));
          }
        });
  }

  /** A resource and its bound. */
  private interface Bound {
    void check(String name, Quantity bound);
  }

  private static void each(JsonNode bounds, Bound check) {
    if (bounds != null) {
      for (String name : new TreeSet<>(bounds.propertyNames())) {
        check.check(name, QuantityRules.of(bounds.get(name)));
      }
    }
  }

  private static Quantity quantity(JsonNode resources, String kind, String name) {
    JsonNode value = Json.at(resources, kind, name);
    return value == null ? null : QuantityRules.of(value);
  }
}

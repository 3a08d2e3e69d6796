package io.gantry.resource.kinds.admission.limitranger;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.PodResources;
import io.gantry.apimodel.Quantity;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares what is asked for with what one item of a limit range allows. */
final class LimitRules {
  private LimitRules() {}

  /** What is asked for, by resource. */
  private record Asked(Map<String, Quantity> requests, Map<String, Quantity> limits) {
    static Asked of(JsonNode resources) {
      return new Asked(
          quantities(Json.at(resources, "requests")), quantities(Json.at(resources, "limits")));
    }

    private static Map<String, Quantity> quantities(JsonNode amounts) {
      Map<String, Quantity> all = new TreeMap<>();
      if (amounts != null) {
        amounts
            .properties()
            .forEach(entry -> all.put(entry.getKey(), QuantityRules.of(entry.getValue())));
      }
      return all;
    }
  }

  static void pod(Set<String> faults, JsonNode item, ObjectNode pod) {
    switch (Json.text(item, "type")) {
      case "Container" -> {
        for (String sort : List.of("containers", "initContainers")) {
          for (JsonNode container : Json.items(pod, "spec", sort)) {
            bounds(faults, item, Asked.of(Json.at(container, "resources")));
          }
        }
      }
      case "Pod" -> {
        JsonNode spec = Json.at(pod, "spec");
        bounds(
            faults,
            item,
            new Asked(PodResources.total(spec, "requests"), PodResources.total(spec, "limits")));
      }
      default -> {}
    }
  }

  /** Claims have requests only. */
  static void claim(Set<String> faults, JsonNode item, ObjectNode claim) {
    if (!Json.text(item, "type").equals("PersistentVolumeClaim")) {
      return;
    }
    Asked asked = Asked.of(Json.at(claim, "spec", "resources"));
    each(item, "min", (name, bound) -> atLeast(faults, item, name, bound, asked));
    each(
        item,
        "max",
        (name, bound) -> {
          Quantity request = asked.requests().get(name);
          String what = what("maximum", item, name, bound);
          if (request == null) {
            faults.add(what + ".  No request is specified");
          } else if (request.compareTo(bound) > 0) {
            faults.add(what + ", but request is " + request);
          }
        });
  }

  private static void bounds(Set<String> faults, JsonNode item, Asked asked) {
    each(item, "min", (name, bound) -> atLeast(faults, item, name, bound, asked));
    each(item, "max", (name, bound) -> atMost(faults, item, name, bound, asked));
    each(item, "maxLimitRequestRatio", (name, bound) -> ratio(faults, item, name, bound, asked));
  }

  private static String what(String which, JsonNode item, String name, Quantity bound) {
    return which + " " + name + " usage per " + Json.text(item, "type") + " is " + bound;
  }

  private static void atLeast(
      Set<String> faults, JsonNode item, String name, Quantity bound, Asked asked) {
    Quantity request = asked.requests().get(name);
    Quantity limit = asked.limits().get(name);
    String what = what("minimum", item, name, bound);
    if (request == null) {
      faults.add(what + ".  No request is specified");
    } else if (request.compareTo(bound) < 0) {
      faults.add(what + ", but request is " + request);
    } else if (limit != null && limit.compareTo(bound) < 0) {
      faults.add(what + ", but limit is " + limit);
    }
  }

  private static void atMost(
      Set<String> faults, JsonNode item, String name, Quantity bound, Asked asked) {
    Quantity request = asked.requests().get(name);
    Quantity limit = asked.limits().get(name);
    String what = what("maximum", item, name, bound);
    if (limit == null) {
      faults.add(what + ".  No limit is specified");
    } else if (limit.compareTo(bound) > 0) {
      faults.add(what + ", but limit is " + limit);
    } else if (request != null && request.compareTo(bound) > 0) {
      faults.add(what + ", but request is " + request);
    }
  }

  private static void ratio(
      Set<String> faults, JsonNode item, String name, Quantity bound, Asked asked) {
    Quantity request = asked.requests().get(name);
    Quantity limit = asked.limits().get(name);
    String what =
        name
            + " max limit to request ratio per "
            + Json.text(item, "type")
            + " is "
            + bound
            + ", but ";
    if (request == null || request.isZero()) {
      faults.add(what + "no request is specified or request is 0");
    } else if (limit == null || limit.isZero()) {
      faults.add(what + "no limit is specified or limit is 0");
    } else if (limit.value().compareTo(request.value().multiply(bound.value())) > 0) {
      double ratio = limit.value().doubleValue() / request.value().doubleValue();
      faults.add(what + String.format(Locale.ROOT, "provided ratio is %.6f", ratio));
    }
  }

  /** A resource and its bound. */
  private interface Bound {
    void check(String name, Quantity bound);
  }

  private static void each(JsonNode item, String field, Bound check) {
    JsonNode bounds = Json.at(item, field);
    if (bounds != null) {
      for (String name : new TreeSet<>(bounds.propertyNames())) {
        check.check(name, QuantityRules.of(bounds.get(name)));
      }
    }
  }
}

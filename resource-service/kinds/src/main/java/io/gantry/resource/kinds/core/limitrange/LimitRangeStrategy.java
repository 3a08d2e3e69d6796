package io.gantry.resource.kinds.core.limitrange;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.ResourceRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a LimitRange. */
public final class LimitRangeStrategy extends ObjectStrategy {
  private static final List<String> BOUNDS = List.of("max", "min", "maxLimitRequestRatio");
  private static final List<String> DEFAULTS = List.of("default", "defaultRequest");

  public LimitRangeStrategy() {
    super(false, false);
  }

  /** One without a name gets one that nobody else has. */
  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    if (Json.text(metadata, "name").isEmpty()) {
      byte[] bytes = new byte[16];
      context.random().nextBytes(bytes);
      metadata.put("name", UUID.nameUUIDFromBytes(bytes).toString());
    }
  }

  /** A change is looked at as a new object would be, and as nothing else. */
  @Override
  protected MetadataChecks metadataChecks() {
    return new MetadataChecks(1, 0);
  }

  @Override
  public boolean createOnUpdate() {
    return true;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    Set<String> types = new HashSet<>();
    int i = 0;
    for (JsonNode limit : Json.items(object, "spec", "limits")) {
      FieldPath at = FieldPath.of("spec").child("limits").index(i++);
      String type = Json.text(limit, "type");
      type(out, at.child("type"), type);
      if (!types.add(type)) {
        out.add(FieldError.duplicate(at.child("type"), type));
      }
      limit(out, at, limit, type);
    }
    return out.list();
  }

  private static void type(Findings out, FieldPath at, String type) {
    List<String> wrong = Formats.qualifiedName(type);
    if (!wrong.isEmpty()) {
      out.add(FieldRules.each(at, type, wrong));
    } else if (!type.contains("/")
        && !List.of("Pod", "Container", "PersistentVolumeClaim").contains(type)) {
      out.invalid(at, type, "must be a standard limit type or fully qualified");
    }
  }

  private static void limit(Findings out, FieldPath at, JsonNode limit, String type) {
    Set<String> keys = new TreeSet<>();
    for (String bound : List.of("max", "min")) {
      names(out, at, limit, bound, type, keys);
    }
    if (type.equals("Pod")) {
      for (String field : DEFAULTS) {
        JsonNode amounts = Json.at(limit, field);
        if (amounts != null && !amounts.isEmpty()) {
          out.forbidden(at.child(field), "may not be specified when `type` is 'Pod'");
        }
      }
    } else {
      for (String field : DEFAULTS) {
        names(out, at, limit, field, type, keys);
      }
    }
    names(out, at, limit, BOUNDS.get(2), type, keys);
    if (type.equals("PersistentVolumeClaim")
        && !Json.has(limit, "min", "storage")
        && !Json.has(limit, "max", "storage")) {
      out.required(
          at.child("limits"),
          "either minimum or maximum storage value is required, but neither was" + " provided");
    }
    for (String key : keys) {
      compare(out, at, limit, key);
      overcommit(out, at, limit, key);
    }
  }

  private static void names(
      Findings out, FieldPath at, JsonNode limit, String field, String type, Set<String> keys) {
    JsonNode amounts = Json.at(limit, field);
    if (amounts == null) {
      return;
    }
    for (String name : new TreeSet<>(amounts.propertyNames())) {
      if (type.equals("Container") || type.equals("Pod")) {
        ResourceRules.containerResource(out, at.child(field).key(name), name);
      } else {
        ResourceRules.resourceName(out, at.child(field).key(name), name);
      }
      keys.add(name);
    }
  }

  /** What cannot be handed out twice has one amount only. */
  private static void overcommit(Findings out, FieldPath at, JsonNode limit, String key) {
    Quantity request = of(limit, "defaultRequest", key);
    Quantity fallback = of(limit, "default", key);
    boolean exclusive = key.startsWith("hugepages-") || isExtended(key);
    if (exclusive && request != null && fallback != null && request.compareTo(fallback) != 0) {
      out.invalid(
          at.child("defaultRequest").key(key),
          GoText.literal("resource.Quantity{}"),
          "default value %s must equal to defaultRequest value %s in %s"
              .formatted(fallback, request, key));
    }
  }

  private static boolean isExtended(String key) {
    int slash = key.indexOf('/');
    return slash >= 0 && !key.substring(0, slash).contains("kubernetes.io");
  }

  private static void compare(Findings out, FieldPath at, JsonNode limit, String key) {
    Quantity min = of(limit, "min", key);
    Quantity max = of(limit, "max", key);
    Quantity request = of(limit, "defaultRequest", key);
    Quantity fallback = of(limit, "default", key);
    Quantity ratio = of(limit, "maxLimitRequestRatio", key);
    greater(out, at.child("min").key(key), min, max, "min value %s is greater than max value %s");
    greater(
        out,
        at.child("defaultRequest").key(key),
        min,
        request,
        "min value %s is greater than default request value %s");
    greater(
        out,
        at.child("defaultRequest").key(key),
        request,
        max,
        "default request value %s is greater than max value %s");
    greater(
        out,
        at.child("defaultRequest").key(key),
        request,
        fallback,
        "default request value %s is greater than default limit value %s");
    greater(
        out,
        at.child("default").key(key),
        min,
        fallback,
        "min value %s is greater than default value %s");
    greater(
        out,
        at.child("default").key(key),
        fallback,
        max,
        "default value %s is greater than max value %s");
    if (ratio != null) {
      ratio(out, at.child("maxLimitRequestRatio").key(key), ratio, min, max);
    }
  }

  private static void ratio(
      Findings out, FieldPath at, Quantity ratio, Quantity min, Quantity max) {
    if (ratio.compareTo(Quantity.of(1)) < 0) {
      out.invalid(at, dump(), "ratio " + ratio + " is less than 1");
    }
    if (min != null && max != null && !min.isZero()) {
      double most = max.value().doubleValue() / min.value().doubleValue();
      if (ratio.value().doubleValue() > most) {
        out.invalid(
            at,
            dump(),
            String.format(Locale.ROOT, "ratio %s is greater than max/min = %.6f", ratio, most));
      }
    }
  }

  private static void greater(
      Findings out, FieldPath at, Quantity one, Quantity other, String text) {
    if (one != null && other != null && one.compareTo(other) > 0) {
      out.invalid(at, dump(), text.formatted(one, other));
    }
  }

  private static Object dump() {
    return GoText.literal("resource.Quantity{}");
  }

  private static Quantity of(JsonNode limit, String field, String key) {
    JsonNode value = Json.at(limit, field, key);
    return value == null ? null : QuantityRules.of(value);
  }
}

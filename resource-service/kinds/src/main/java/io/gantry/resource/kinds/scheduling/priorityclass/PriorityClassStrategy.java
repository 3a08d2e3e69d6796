package io.gantry.resource.kinds.scheduling.priorityclass;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a PriorityClass. */
public final class PriorityClassStrategy extends ObjectStrategy {
  private static final long HIGHEST = 1_000_000_000L;
  private static final String RESERVED = "system-";
  private static final Map<String, Long> SYSTEM =
      Map.of("system-cluster-critical", 2_000_000_000L, "system-node-critical", 2_000_001_000L);

  public PriorityClassStrategy() {
    super(false, true);
  }

  /** Nothing of a class that may change makes a new generation of it. */
  @Override
  protected boolean isNewGeneration(ObjectNode object, ObjectNode old) {
    return false;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    String name = Json.text(object, "metadata", "name");
    long value = Json.number(object, 0, "value");
    if (name.startsWith(RESERVED)) {
      String fault = faultOfSystemClass(name, value, Json.bool(object, false, "globalDefault"));
      if (!fault.isEmpty()) {
        out.forbidden(
            FieldPath.of("metadata").child("name"),
            "priority class names with 'system-' prefix are reserved for system use only. error: "
                + fault);
      }
    } else if (value > HIGHEST) {
      out.forbidden(
          FieldPath.of("value"), "maximum allowed value of a user defined priority is " + HIGHEST);
    }
    JsonNode policy = Json.at(object, "preemptionPolicy");
    if (policy != null) {
      out.requiredOneOf(
          FieldPath.of("preemptionPolicy"),
          policy.asString(),
          List.of("PreemptLowerPriority", "Never"));
    }
    return out.list();
  }

  private static String faultOfSystemClass(String name, long value, boolean isDefault) {
    Long must = SYSTEM.get(name);
    if (must == null) {
      return name + " is not a known system priority class";
    }
    if (must != value) {
      return "value of " + name + " PriorityClass must be " + must;
    }
    return isDefault ? "globalDefault of " + name + " PriorityClass must be false" : "";
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings();
    if (Json.number(object, 0, "value") != Json.number(old, 0, "value")) {
      out.forbidden(FieldPath.of("value"), "may not be changed in an update.");
    }
    return out.add(
            FieldRules.immutable(
                FieldPath.of("preemptionPolicy"),
                object.get("preemptionPolicy"),
                old.get("preemptionPolicy")))
        .list();
  }
}

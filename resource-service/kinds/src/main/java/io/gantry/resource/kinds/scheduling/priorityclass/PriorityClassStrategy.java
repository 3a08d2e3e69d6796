package io.gantry.resource.kinds.scheduling.priorityclass;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a PriorityClass. */
public final class PriorityClassStrategy extends ObjectStrategy {
  private static final long HIGHEST = 1_000_000_000L;
  private static final String RESERVED = "system-";

  public PriorityClassStrategy() {
    super(false, true);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    String name = Json.text(object, "metadata", "name");
    long value = Json.number(object, 0, "value");
    if (name.startsWith(RESERVED)) {
      boolean known =
          (name.equals("system-cluster-critical") && value == 2_000_000_000L)
              || (name.equals("system-node-critical") && value == 2_000_001_000L);
      if (!known) {
        out.forbidden(
            FieldPath.of("metadata").child("name"),
            "priority class names with 'system-' prefix are reserved for system use only. error:"
                + " "
                + name
                + " is not a known system priority class");
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

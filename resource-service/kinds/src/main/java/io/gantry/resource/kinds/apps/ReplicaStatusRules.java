package io.gantry.resource.kinds.apps;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Counts in a status that a controller wrote. */
public final class ReplicaStatusRules {
  private static final FieldPath STATUS = FieldPath.of("status");

  private ReplicaStatusRules() {}

  /**
   * None is negative, and none of the parts is more than the whole.
   *
   * @param counts what is a number, in Kubernetes' order
   * @param parts those of them that are part of {@code replicas}
   * @param ready how Kubernetes names the pods that are ready where more are said to be available
   */
  public static List<FieldError> validate(
      JsonNode status, List<String> counts, List<String> parts, String ready) {
    Findings out = new Findings().add(counts(status, counts));
    long all = Json.number(status, 0, "replicas");
    for (String part : parts) {
      long value = Json.number(status, 0, part);
      if (value > all) {
        out.invalid(STATUS.child(part), value, "cannot be greater than status.replicas");
      }
    }
    long available = Json.number(status, 0, "availableReplicas");
    if (available > Json.number(status, 0, "readyReplicas")) {
      out.invalid(STATUS.child("availableReplicas"), available, "cannot be greater than " + ready);
    }
    return out.list();
  }

  /** None of the counts is negative. */
  public static List<FieldError> counts(JsonNode status, List<String> counts) {
    Findings out = new Findings();
    for (String count : counts) {
      out.nonNegative(STATUS, status, count);
    }
    return out.list();
  }

  /** Collisions of names are counted up only: the count is part of the next name. */
  public static List<FieldError> collisions(JsonNode status, JsonNode old) {
    JsonNode before = Json.at(old, "collisionCount");
    long now = Json.number(status, 0, "collisionCount");
    boolean isLess =
        before != null && (!Json.has(status, "collisionCount") || now < before.longValue());
    return isLess
        ? List.of(FieldError.invalid(STATUS.child("collisionCount"), now, "cannot be decremented"))
        : List.of();
  }
}

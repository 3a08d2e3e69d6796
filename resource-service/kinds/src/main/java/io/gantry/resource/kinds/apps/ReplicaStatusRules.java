package io.gantry.resource.kinds.apps;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Counts in a status that a controller wrote. */
public final class ReplicaStatusRules {
  private ReplicaStatusRules() {}

  /** None is negative, and none of the parts is more than the whole. */
  public static List<FieldError> validate(FieldPath path, JsonNode status, List<String> counts) {
    Findings out = new Findings();
    for (String count : counts) {
      out.nonNegative(path, status, count);
    }
    long all = Json.number(status, 0, "replicas");
    for (String count : counts) {
      long value = Json.number(status, 0, count);
      if (count.endsWith("Replicas") && value > all) {
        out.invalid(path.child(count), value, "cannot be greater than status.replicas");
      }
    }
    long ready = Json.number(status, 0, "readyReplicas");
    long available = Json.number(status, 0, "availableReplicas");
    if (counts.contains("availableReplicas") && available > ready) {
      out.invalid(
          path.child("availableReplicas"), available, "cannot be greater than readyReplicas");
    }
    return out.list();
  }
}

package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.Json;
import tools.jackson.databind.JsonNode;

/**
 * A pod's answer to a taint. An empty key with {@code Exists} tolerates everything, an empty effect
 * every effect.
 */
public record Toleration(String key, String operator, String value, String effect) {
  static Toleration of(JsonNode json) {
    return new Toleration(
        Json.text(json, "key"),
        Json.text(json, "operator"),
        Json.text(json, "value"),
        Json.text(json, "effect"));
  }

  public boolean tolerates(Taint taint) {
    if (!effect.isEmpty() && !effect.equals(taint.effect())) {
      return false;
    }
    if (!key.isEmpty() && !key.equals(taint.key())) {
      return false;
    }
    return operator.equals("Exists") || value.equals(taint.value());
  }
}

package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.Json;
import tools.jackson.databind.JsonNode;

/** A node's wish to be left alone. */
public record Taint(String key, String value, String effect) {
  public static final String NO_SCHEDULE = "NoSchedule";
  public static final String NO_EXECUTE = "NoExecute";
  public static final String PREFER_NO_SCHEDULE = "PreferNoSchedule";

  static Taint of(JsonNode json) {
    return new Taint(Json.text(json, "key"), Json.text(json, "value"), Json.text(json, "effect"));
  }

  /** Whether it keeps new pods away. */
  public boolean forbidsScheduling() {
    return effect.equals(NO_SCHEDULE) || effect.equals(NO_EXECUTE);
  }
}

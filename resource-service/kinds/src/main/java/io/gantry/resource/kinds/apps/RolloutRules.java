package io.gantry.resource.kinds.apps;

import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import tools.jackson.databind.JsonNode;

/** Amounts that are numbers or percentages. */
public final class RolloutRules {
  private RolloutRules() {}

  /** The number in a number or percentage; 0 where it cannot be read. */
  public static long valueOf(JsonNode value) {
    if (value == null) {
      return 0;
    }
    if (!value.isString()) {
      return value.longValue();
    }
    String text = value.stringValue();
    return Formats.percent(text).isEmpty() && text.length() < 18
        ? Long.parseLong(text.substring(0, text.length() - 1))
        : 0;
  }

  /** How Kubernetes prints one that is at fault. */
  public static Object shown(JsonNode value) {
    return value == null ? "null" : GoText.intOrString(value);
  }
}

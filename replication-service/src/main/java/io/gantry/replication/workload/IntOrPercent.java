package io.gantry.replication.workload;

import tools.jackson.databind.JsonNode;

/** A number, or a percentage of some total: {@code 3} or {@code 25%}. */
public record IntOrPercent(int value, boolean percent) {
  /** Reads a validated value; absent gives {@code otherwise}. */
  public static IntOrPercent of(JsonNode json, IntOrPercent otherwise) {
    if (json == null) {
      return otherwise;
    }
    if (json.isNumber()) {
      return new IntOrPercent(json.intValue(), false);
    }
    String text = json.stringValue();
    return text.endsWith("%")
        ? new IntOrPercent(Integer.parseInt(text.substring(0, text.length() - 1)), true)
        : new IntOrPercent(Integer.parseInt(text), false);
  }

  public int roundedUp(int total) {
    return percent ? (int) Math.ceilDiv((long) value * total, 100L) : value;
  }

  public int roundedDown(int total) {
    return percent ? (int) Math.floorDiv((long) value * total, 100L) : value;
  }
}

package io.gantry.resource.kinds.columns;

import io.gantry.apimodel.Json;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Times as columns print them. */
public final class Ages {
  private Ages() {}

  /** The age of an object: time since its creation. */
  public static String age(JsonNode object, Instant now) {
    return since(Json.text(object, "metadata", "creationTimestamp"), now);
  }

  /** Time since an RFC 3339 timestamp; {@code <unknown>} where there is none. */
  public static String since(String timestamp, Instant now) {
    return timestamp.isEmpty()
        ? "<unknown>"
        : human(Duration.between(Instant.parse(timestamp), now));
  }

  /**
   * A duration in at most two units, coarser as it grows (apimachinery, {@code
   * duration.HumanDuration}). Clocks may differ: less than two seconds in the future is now.
   */
  public static String human(Duration duration) {
    long millis = duration.toMillis();
    long seconds = millis / 1000;
    if (seconds < -1) {
      return "<invalid>";
    }
    if (millis < 0) {
      return "0s";
    }
    long minutes = seconds / 60;
    long hours = minutes / 60;
    if (seconds < 120) {
      return seconds + "s";
    }
    if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    if (hours < 24 * 8) {
      return two(hours / 24, "d", hours % 24, "h");
    }
    if (hours < 24 * 365 * 2) {
      return hours / 24 + "d";
    }
    long years = hours / 24 / 365;
    return hours < 24 * 365 * 8 ? two(years, "y", hours / 24 % 365, "d") : years + "y";
  }

  private static String two(long big, String bigUnit, long small, String smallUnit) {
    return small == 0 ? big + bigUnit : big + bigUnit + small + smallUnit;
  }
}

package io.gantry.controlruntime;

import io.gantry.apimodel.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.JsonNode;

/** Times as the API writes them: RFC 3339 in UTC, whole seconds, or microseconds in Leases. */
public final class Times {
  private static final DateTimeFormatter MICRO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Times() {}

  /** {@code metav1.Time}: {@code 2026-01-02T03:04:05Z}; fractions are cut off. */
  public static String text(Instant time) {
    return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.SECONDS));
  }

  /** {@code metav1.MicroTime}: {@code 2026-01-02T03:04:05.000000Z}. */
  public static String microText(Instant time) {
    return MICRO.format(time);
  }

  /** The time at the path of either form; null when there is none. */
  public static Instant at(JsonNode node, String... path) {
    String text = Json.text(node, path);
    return text.isEmpty() ? null : Instant.parse(text);
  }
}

package io.gantry.resource.kinds.batch.cronjob;

import java.time.ZoneId;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of time zones, as IANA's database has them. */
final class TimeZones {
  private static final Pattern PART = Pattern.compile("[A-Za-z._0-9+][A-Za-z._0-9+-]{0,13}");

  /** Zones of the database that Java knows under longer names only. */
  private static final Set<String> SHORT = Set.of("EST", "HST", "MST", "ROC", "Local");

  private TimeZones() {}

  static boolean isKnown(String name) {
    for (String part : name.split("/", -1)) {
      if (part.equals(".") || part.equals("..") || !PART.matcher(part).matches()) {
        return false;
      }
    }
    return SHORT.contains(name)
        || (ZoneId.getAvailableZoneIds().contains(name) && !name.startsWith("SystemV/"));
  }
}

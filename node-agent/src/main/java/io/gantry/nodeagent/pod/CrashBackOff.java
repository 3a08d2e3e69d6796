package io.gantry.nodeagent.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Growing pauses per key: 10 s, doubled to at most 300 s, and forgotten when nothing failed for
 * twice the maximum. Kubernetes uses the same for restarts and for image pulls.
 */
public final class CrashBackOff {
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(300);

  private final Map<String, Entry> entries = new HashMap<>();

  private record Entry(Duration pause, Instant updated) {}

  /**
   * Until when a try after a failure at that time must wait; the time itself when it need not.
   *
   * @param failedAt the failure; null for the last {@link #next}
   */
  public synchronized Instant until(String key, Instant failedAt, Instant now) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return now;
    }
    Instant since = failedAt == null ? entry.updated : failedAt;
    if (expired(entry, since)) {
      return now;
    }
    Instant until = since.plus(entry.pause);
    return until.isAfter(now) ? until : now;
  }

  public synchronized Duration pause(String key) {
    Entry entry = entries.get(key);
    return entry == null ? Duration.ZERO : entry.pause;
  }

  /** A try begins (a restart) or has failed (a pull): the next pause is longer. */
  public synchronized void next(String key, Instant failedAt, Instant now) {
    Entry entry = entries.get(key);
    Duration pause = FIRST;
    if (entry != null && !expired(entry, failedAt)) {
      Duration doubled = entry.pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }
    entries.put(key, new Entry(pause, now));
  }

  private static boolean expired(Entry entry, Instant at) {
    return Duration.between(entry.updated, at).compareTo(LONGEST.multipliedBy(2)) > 0;
  }

  public synchronized void forget(String prefix) {
    entries.keySet().removeIf(key -> key.startsWith(prefix));
  }

  /** As Go prints it: {@code 10s}, {@code 1m20s}, {@code 5m0s}. */
  public static String text(Duration pause) {
    long minutes = pause.toMinutes();
    return minutes > 0 ? minutes + "m" + pause.toSecondsPart() + "s" : pause.toSeconds() + "s";
  }
}

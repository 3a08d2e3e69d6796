package io.gantry.controlruntime;

import io.gantry.controlruntime.EventRecorder.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Decides what becomes of an event: a new object, one more in the count of a known one, or nothing.
 * The rules and numbers are those of client-go's recorder:
 *
 * <ul>
 *   <li>ten different messages of one reason about one object within ten minutes: further ones are
 *       combined into one event;
 *   <li>the same event again: count and last time of the stored one grow;
 *   <li>more than 25 events about one object, refilled by one every five minutes: dropped.
 * </ul>
 *
 * Time comes in as an argument. Not safe for several threads: one recorder thread owns it.
 */
final class EventCorrelator {
  private static final int MOST_SIMILAR = 10;
  private static final Duration SIMILAR_WITHIN = Duration.ofMinutes(10);
  private static final int SPAM_BURST = 25;
  private static final Duration SPAM_REFILL = Duration.ofMinutes(5);
  private static final int REMEMBERED = 4096;
  private static final String COMBINED = "(combined from similar events): ";

  /** What happened, as the recorder was told. */
  record Happening(ObjectReference about, Type type, String reason, String message, Instant time) {}

  /**
   * What to store.
   *
   * @param name the event object's name: a new one, or the known one's when {@code count > 1}
   */
  record Sighting(
      SeenKey key,
      String name,
      Happening happening,
      String message,
      Instant first,
      Instant last,
      int count) {}

  /** Events equal in this are one event, counted. */
  record SeenKey(ObjectReference about, Type type, String reason, String message) {}

  private record Group(ObjectReference about, Type type, String reason) {}

  private static final class Similar {
    private final Set<String> messages = new HashSet<>();
    private Instant last = Instant.MIN;
  }

  private record Known(String name, Instant first, int count) {}

  private record Allowance(double tokens, Instant at) {}

  private long lastName;
  private final Map<Group, Similar> similar = new Lru<>(REMEMBERED);
  private final Map<SeenKey, Known> seen = new Lru<>(REMEMBERED);
  private final Map<ObjectReference, Allowance> allowances = new Lru<>(REMEMBERED);

  /** Null when the event is to be dropped as spam. */
  Sighting observe(Happening happening) {
    // Versions of one object are the same object; a part of it counts only for equality.
    ObjectReference about = version(happening.about, "");
    ObjectReference whole = about.field("");
    String message = combinedMessage(happening, whole);
    boolean combined = !message.equals(happening.message);
    // All combined events of a group are one event, whose message is the latest's.
    SeenKey key =
        new SeenKey(
            combined ? whole : about,
            happening.type,
            happening.reason,
            combined ? COMBINED : message);
    Known known = seen.get(key);
    Known now =
        known == null
            ? new Known(eventName(happening), happening.time, 1)
            : new Known(known.name, known.first, known.count + 1);
    seen.put(key, now);
    if (!allowed(whole, happening.time)) {
      return null;
    }
    return new Sighting(key, now.name, happening, message, now.first, happening.time, now.count);
  }

  /** The stored event has gone (events live an hour): the next sighting starts anew. */
  void forget(SeenKey key) {
    seen.remove(key);
  }

  /** The object's name and the time in nanoseconds, or the next free one: no two are the same. */
  private String eventName(Happening happening) {
    Instant time = happening.time;
    long nanos = time.getEpochSecond() * 1_000_000_000L + time.getNano();
    lastName = Math.max(nanos, lastName + 1);
    return happening.about.name() + "." + Long.toHexString(lastName);
  }

  private String combinedMessage(Happening happening, ObjectReference whole) {
    Group group = new Group(whole, happening.type, happening.reason);
    Similar record = similar.computeIfAbsent(group, g -> new Similar());
    if (record.last != Instant.MIN
        && Duration.between(record.last, happening.time).compareTo(SIMILAR_WITHIN) > 0) {
      record.messages.clear();
    }
    record.last = happening.time;
    if (record.messages.size() < MOST_SIMILAR) {
      record.messages.add(happening.message);
    }
    return record.messages.size() < MOST_SIMILAR ? happening.message : COMBINED + happening.message;
  }

  private boolean allowed(ObjectReference whole, Instant now) {
    Allowance before = allowances.getOrDefault(whole, new Allowance(SPAM_BURST, now));
    double refilled = (double) Duration.between(before.at, now).toMillis() / SPAM_REFILL.toMillis();
    double tokens = Math.min(SPAM_BURST, before.tokens + Math.max(0, refilled));
    boolean allowed = tokens >= 1;
    allowances.put(whole, new Allowance(allowed ? tokens - 1 : tokens, now));
    return allowed;
  }

  private static ObjectReference version(ObjectReference about, String resourceVersion) {
    return new ObjectReference(
        about.apiVersion(),
        about.kind(),
        about.namespace(),
        about.name(),
        about.uid(),
        resourceVersion,
        about.fieldPath());
  }

  private static final class Lru<K, V> extends LinkedHashMap<K, V> {
    private final int most;

    Lru(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }
}

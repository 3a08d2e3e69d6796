package io.gantry.resource.store.cache;

import io.gantry.resource.store.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/**
 * The window of recent commits, each with its events and the image after it. Changed under the
 * cache's lock; images may be looked up without.
 */
final class Timeline {
  /**
   * @param image null for a commit that was read back after a restart: the image then is unknown
   * @param bytes what keeping this costs, roughly
   */
  private record Tick(Instant at, Image image, List<SharedEvent> events, long bytes) {}

  /** A rough price of an event beside its JSON. */
  private static final int EVENT_BYTES = 400;

  private final Window window;
  private final NavigableMap<Long, Tick> ticks = new ConcurrentSkipListMap<>();
  private volatile long oldest;
  private long bytes;

  Timeline(Window window) {
    this.window = window;
  }

  /** Every event after this revision is here. */
  long oldest() {
    return oldest;
  }

  void restart(long revision) {
    ticks.clear();
    bytes = 0;
    oldest = revision;
  }

  void add(long revision, Instant at, Image image, List<SharedEvent> events) {
    long cost = 0;
    for (SharedEvent event : events) {
      cost += EVENT_BYTES + event.change().object().json().length;
    }
    ticks.put(revision, new Tick(at, image, events, cost));
    bytes += cost;
  }

  /** Remembers the image that a snapshot gave, for exact reads at its revision. */
  void mark(Image image, Instant at) {
    Tick tick = ticks.get(image.revision());
    ticks.put(
        image.revision(),
        tick == null
            ? new Tick(at, image, List.of(), 0)
            : new Tick(tick.at, image, tick.events, tick.bytes));
  }

  /** Lets go of what is too old or too much. */
  void trim(Instant now) {
    Instant limit = now.minus(window.age());
    while (true) {
      Map.Entry<Long, Tick> first = ticks.firstEntry();
      if (first == null || (bytes <= window.bytes() && !first.getValue().at.isBefore(limit))) {
        return;
      }
      bytes -= first.getValue().bytes;
      oldest = first.getKey();
      ticks.remove(first.getKey());
    }
  }

  List<SharedEvent> eventsAfter(long revision, Predicate<SharedEvent> wanted) {
    List<SharedEvent> events = new ArrayList<>();
    for (Tick tick : ticks.tailMap(revision, false).values()) {
      for (SharedEvent event : tick.events) {
        if (wanted.test(event)) {
          events.add(event);
        }
      }
    }
    return events;
  }

  /** The image at a revision, null when it is not known any more. */
  Image imageAt(long revision) {
    Map.Entry<Long, Tick> at = ticks.floorEntry(revision);
    return at == null ? null : at.getValue().image;
  }

  int size() {
    return ticks.size();
  }
}

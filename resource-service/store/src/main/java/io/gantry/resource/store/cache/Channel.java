package io.gantry.resource.store.cache;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The recent events of one resource, or of those of its objects that share an indexed value, as a
 * linked list that grows at its tail; cursors walk it, and what all have passed is garbage. Exists
 * while someone watches.
 */
final class Channel {
  static final class Link {
    private final SharedEvent event;
    private volatile Link next;

    Link(SharedEvent event) {
      this.event = event;
    }

    SharedEvent event() {
      return event;
    }

    Link next() {
      return next;
    }
  }

  private final Set<ChannelCursor> cursors = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean wakePending = new AtomicBoolean();
  private Link tail = new Link(null);

  /** Under the cache's lock. */
  Link tail() {
    return tail;
  }

  /** Under the cache's lock. */
  void append(SharedEvent event) {
    Link link = new Link(event);
    tail.next = link;
    tail = link;
  }

  void add(ChannelCursor cursor) {
    cursors.add(cursor);
  }

  void remove(ChannelCursor cursor) {
    cursors.remove(cursor);
  }

  boolean isUnused() {
    return cursors.isEmpty();
  }

  Set<ChannelCursor> cursors() {
    return cursors;
  }

  /** True for the first who asks since the last wake-up: it has to arrange the next one. */
  boolean claimWake() {
    return wakePending.compareAndSet(false, true);
  }

  void wake() {
    wakePending.set(false);
    cursors.forEach(ChannelCursor::wake);
  }
}

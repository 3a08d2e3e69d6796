package io.gantry.resource.store.cache;

import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.WatchCursor;
import io.gantry.resource.store.WatchEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * A watcher's place: first what the window held when it came, then its channel.
 *
 * <p>Why no event is lost: the backlog and the channel's tail are taken under the cache's lock, so
 * every later event is appended behind that tail. Why no wake-up is lost: an event is appended
 * before its channel is woken, and both {@link #whenReady} and {@link #wake} hold the monitor: the
 * one that comes second sees what the first one left.
 */
final class ChannelCursor implements WatchCursor {
  /** What a cursor asks of its cache. */
  interface Cache {
    /** The newest revision whose events are all in the channels. */
    long revision();

    /** Events up to this revision have left the window. */
    long oldest();

    /** Runs callbacks, one after the other. */
    Executor notifier();
  }

  private final Channel channel;
  private final Predicate<ResourceObject> selection;
  private final Queue<SharedEvent> backlog;
  private final long after;
  private final Cache cache;
  private Channel.Link position;
  private Runnable ready;
  private boolean behind;
  private boolean closed;

  /**
   * @param after events up to this revision are not the watcher's
   */
  ChannelCursor(
      Channel channel,
      Predicate<ResourceObject> selection,
      List<SharedEvent> backlog,
      long after,
      Cache cache) {
    this.channel = channel;
    this.selection = selection;
    this.backlog = new ArrayDeque<>(backlog);
    this.position = channel.tail();
    this.after = after;
    this.cache = cache;
  }

  @Override
  public synchronized List<WatchEvent> poll(int max) throws FellBehindException {
    List<WatchEvent> events = new ArrayList<>();
    while (events.size() < max && !closed) {
      expireIfTooSlow();
      if (behind) {
        throw new FellBehindException();
      }
      SharedEvent event = peek();
      if (event == null) {
        break;
      }
      advance();
      // A watch from a revision ahead of the cache must not show what lies between.
      WatchEvent seen = event.revision() <= after ? null : event.seenBy(selection);
      if (seen != null) {
        events.add(seen);
      }
    }
    return events;
  }

  private SharedEvent peek() {
    if (!backlog.isEmpty()) {
      return backlog.peek();
    }
    Channel.Link next = position.next();
    return next == null ? null : next.event();
  }

  private void advance() {
    if (backlog.poll() == null) {
      position = position.next();
    }
  }

  @Override
  public synchronized void whenReady(Runnable callback) {
    if (behind || closed || peek() != null) {
      cache.notifier().execute(callback);
    } else {
      ready = callback;
    }
  }

  synchronized void wake() {
    if (ready != null && (behind || closed || peek() != null)) {
      cache.notifier().execute(ready);
      ready = null;
    }
  }

  /** Ends a watch whose next event has left the window, so that it doesn't keep it in memory. */
  synchronized void expireIfTooSlow() {
    SharedEvent event = behind ? null : peek();
    if (event != null && event.revision() <= cache.oldest()) {
      fallBehind();
    }
  }

  /** The next poll says that the watch fell behind. */
  synchronized void fallBehind() {
    behind = true;
    letGo();
    wake();
  }

  /** Reads the cache's revision before the channel: see {@link Cache#revision}. */
  @Override
  public synchronized long revision() {
    long cached = cache.revision();
    SharedEvent event = peek();
    return Math.max(after, event == null ? cached : event.revision() - 1);
  }

  @Override
  public synchronized void close() {
    closed = true;
    ready = null;
    letGo();
    channel.remove(this);
  }

  private void letGo() {
    backlog.clear();
    position = new Channel.Link(null);
  }
}

package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.resource.machinery.ApiAnswer.WatchSource;
import io.gantry.resource.machinery.content.Renderer;
import io.gantry.resource.machinery.content.WatchEncoder;
import io.gantry.resource.store.WatchCursor;
import io.gantry.resource.store.WatchCursor.FellBehindException;
import io.gantry.resource.store.WatchEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One watch: first the events that stand for the state it began with, then those of its cursor.
 * Holds no thread: the adapter drains it when it says that it is ready.
 *
 * <pre>
 *   initial events → following a cursor → over (time is up, fell behind, or the client left)
 * </pre>
 *
 * A wake-up may come from the cursor, the timer, or at once; the callback given to {@link
 * #whenReady} is called for the first of them only.
 */
final class WatchStream implements WatchSource {
  private static final Duration BETWEEN_BOOKMARKS = Duration.ofMinutes(1);

  /** A last bookmark this long before the end lets the client go on without listing again. */
  private static final Duration LAST_BOOKMARK = Duration.ofSeconds(2);

  /** Events handed out at once: bounds what is copied for a client that was away. */
  private static final int BATCH = 256;

  private final WatchEncoder encoder;
  private final Queue<Supplier<byte[]>> pending = new ArrayDeque<>();
  private final Future<?> end;
  private final List<Future<?>> bookmarkTimers = new ArrayList<>(2);
  private WatchCursor cursor;
  private Runnable ready;
  private boolean bookmarkDue;
  private boolean over;

  WatchStream(
      WatchEncoder encoder, ScheduledExecutorService timer, Duration life, boolean bookmarks) {
    this.encoder = encoder;
    this.end = timer.schedule(this::timeIsUp, life.toMillis(), TimeUnit.MILLISECONDS);
    if (bookmarks) {
      long period = BETWEEN_BOOKMARKS.toMillis();
      bookmarkTimers.add(
          timer.scheduleAtFixedRate(this::bookmarkIsDue, period, period, TimeUnit.MILLISECONDS));
      long last = life.minus(LAST_BOOKMARK).toMillis();
      if (last > 0) {
        bookmarkTimers.add(timer.schedule(this::bookmarkIsDue, last, TimeUnit.MILLISECONDS));
      }
    }
  }

  /** Encoded only when it is drained: a client with a small window doesn't fill the memory. */
  synchronized void initial(WatchEvent event) {
    pending.add(() -> encoder.event(event));
  }

  synchronized void initialEventsEnd(long revision) {
    pending.add(() -> encoder.bookmark(revision, true));
  }

  synchronized void follow(WatchCursor from) {
    cursor = from;
  }

  /** The stream ends with an error event. */
  synchronized void fail(ApiStatus status) {
    pending.add(() -> encoder.error(status));
    over = true;
  }

  @Override
  public synchronized byte[] drain() {
    List<byte[]> out = new ArrayList<>();
    while (!pending.isEmpty() && out.size() < BATCH) {
      out.add(pending.poll().get());
    }
    if (pending.isEmpty() && !over && cursor != null) {
      try {
        List<WatchEvent> events = cursor.poll(BATCH);
        events.forEach(event -> out.add(encoder.event(event)));
        if (bookmarkDue && events.size() < BATCH) {
          bookmarkDue = false;
          out.add(encoder.bookmark(cursor.revision(), false));
        }
      } catch (FellBehindException e) {
        out.add(encoder.error(ApiStatus.expired(e.getMessage())));
        stop();
      }
    }
    if (out.isEmpty() && over && pending.isEmpty()) {
      close();
      return null;
    }
    // The usual one event is handed out as all watchers share it.
    return out.size() == 1 ? out.getFirst() : Renderer.joined(out);
  }

  @Override
  public void whenReady(Runnable callback) {
    WatchCursor waitOn = null;
    synchronized (this) {
      boolean now = over || bookmarkDue || !pending.isEmpty();
      if (now || cursor == null) {
        ready = null;
      } else {
        ready = callback;
        waitOn = cursor;
      }
    }
    if (waitOn == null) {
      callback.run();
    } else {
      waitOn.whenReady(this::wake);
    }
  }

  private void wake() {
    Runnable callback;
    synchronized (this) {
      callback = ready;
      ready = null;
    }
    if (callback != null) {
      callback.run();
    }
  }

  private void bookmarkIsDue() {
    synchronized (this) {
      bookmarkDue = true;
    }
    wake();
  }

  private void timeIsUp() {
    synchronized (this) {
      if (over) {
        return;
      }
      stop();
    }
    wake();
  }

  private void stop() {
    over = true;
    if (cursor != null) {
      cursor.close();
    }
  }

  @Override
  public synchronized void close() {
    stop();
    pending.clear();
    end.cancel(false);
    bookmarkTimers.forEach(timer -> timer.cancel(false));
  }
}

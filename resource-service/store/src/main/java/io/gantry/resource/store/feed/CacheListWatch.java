package io.gantry.resource.store.feed;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Listing;
import io.gantry.changefeed.FeedFilter;
import io.gantry.changefeed.ListWatch;
import io.gantry.resource.store.Selection;
import io.gantry.resource.store.WatchCache;
import io.gantry.resource.store.WatchCache.RevisionGoneException;
import io.gantry.resource.store.WatchCursor;
import io.gantry.resource.store.WatchCursor.FellBehindException;
import io.gantry.resource.store.WatchEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * List and watch straight from the watch cache: no HTTP, no encoding. Objects come in their storage
 * version, whatever version was asked for: controllers are written against that one.
 */
public final class CacheListWatch implements ListWatch {
  private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(30);
  private static final int BATCH = 256;

  private final WatchCache cache;

  public CacheListWatch(WatchCache cache) {
    this.cache = cache;
  }

  @Override
  public Listing list(GroupVersionResource resource, FeedFilter filter) {
    cache.refresh();
    try {
      return cache.list(
          resource.groupResource(), filter.namespace(), selection(filter), 0, null, 0);
    } catch (RevisionGoneException e) {
      throw new IllegalStateException("the newest revision is always there", e);
    }
  }

  @Override
  public End watch(GroupVersionResource resource, FeedFilter filter, long after, Sink sink)
      throws InterruptedException {
    Selection selection = selection(filter);
    String name = selection.pinned("metadata.name").orElse("");
    try (WatchCursor cursor =
        cache.watch(resource.groupResource(), filter.namespace(), name, selection, after)) {
      Semaphore ready = new Semaphore(0);
      while (true) {
        List<WatchEvent> events = cursor.poll(BATCH);
        for (WatchEvent event : events) {
          sink.change(new Change(event.type(), event.object(), null));
        }
        if (events.isEmpty()) {
          sink.bookmark(cursor.revision());
          cursor.whenReady(ready::release);
          if (ready.tryAcquire(BOOKMARK_EVERY.toNanos(), TimeUnit.NANOSECONDS)) {
            ready.drainPermits();
          }
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } catch (RevisionGoneException | FellBehindException e) {
      return End.GONE;
    }
  }

  private static Selection selection(FeedFilter filter) {
    return Selection.of(filter.labels(), filter.fields());
  }
}

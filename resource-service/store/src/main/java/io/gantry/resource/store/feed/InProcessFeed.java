package io.gantry.resource.store.feed;

import io.gantry.apimodel.GroupVersionResource;
import io.gantry.changefeed.ApiWatchFeed;
import io.gantry.changefeed.Backoff;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.FeedFilter;
import io.gantry.changefeed.FeedListener;
import io.gantry.resource.store.WatchCache;

/** The change feed of the one-JVM form: the API-watch feed's rules over the cache itself. */
public final class InProcessFeed implements ChangeFeed {
  private final ChangeFeed feed;

  public InProcessFeed(WatchCache cache, Backoff backoff) {
    this.feed = new ApiWatchFeed(new CacheListWatch(cache), backoff);
  }

  @Override
  public Subscription subscribe(
      GroupVersionResource resource, FeedFilter filter, FeedListener listener) {
    return feed.subscribe(resource, filter, listener);
  }
}

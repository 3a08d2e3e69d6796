package io.gantry.changefeed;

import io.gantry.apimodel.GroupVersionResource;

/** The change feed over list and watch of the API. */
public final class ApiWatchFeed implements ChangeFeed {
  private final ListWatch api;
  private final Backoff backoff;

  public ApiWatchFeed(ListWatch api, Backoff backoff) {
    this.api = api;
    this.backoff = backoff;
  }

  @Override
  public Subscription subscribe(
      GroupVersionResource resource, FeedFilter filter, FeedListener listener) {
    throw new UnsupportedOperationException("not yet: " + api + backoff);
  }
}

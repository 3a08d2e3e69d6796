package io.gantry.changefeed;

import io.gantry.apimodel.GroupVersionResource;

/**
 * Changes of the objects of one resource. Every transport (in-process, API watch, Kafka) keeps this
 * contract, which {@code ChangeFeedContract} tests:
 *
 * <ul>
 *   <li>the listener first gets {@link FeedListener#snapshot}, then each later change exactly once,
 *       in revision order;
 *   <li>when the transport lost its place it gives a new snapshot, which replaces all that was
 *       said;
 *   <li>a changed uid under an unchanged key comes as DELETED, then ADDED;
 *   <li>one subscription's calls never overlap; different subscriptions are not ordered against
 *       each other.
 * </ul>
 */
public interface ChangeFeed {
  /** Starts at once, on a thread of the feed's own; retries by itself until closed. */
  Subscription subscribe(GroupVersionResource resource, FeedFilter filter, FeedListener listener);

  /** All objects of the resource. */
  default Subscription subscribe(GroupVersionResource resource, FeedListener listener) {
    return subscribe(resource, FeedFilter.ALL, listener);
  }

  /** Closing ends the calls: none begins after close has returned. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}

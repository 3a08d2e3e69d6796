package io.gantry.changefeed;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Listing;

/**
 * The two questions a feed asks the API: what is there, and what changed since. {@link
 * ApiWatchFeed} makes a {@link ChangeFeed} of it. Both calls block; a refusal is a {@link
 * io.gantry.apimodel.StatusException} (other than 410 of a watch, which is an answer), no answer at
 * all an {@link java.io.UncheckedIOException}: the caller tries again later.
 */
public interface ListWatch {
  /**
   * All selected objects, consistent at the newest revision (no {@code resourceVersion} in the
   * request), however many chunks that takes; the continue token of the answer is empty.
   *
   * @throws InterruptedException the calling thread was interrupted
   */
  Listing list(GroupVersionResource resource, FeedFilter filter) throws InterruptedException;

  /**
   * Hands every change after the revision to the sink, in order, on the calling thread, until the
   * server or the connection ends the watch. Bookmarks are asked for. Interrupting the calling
   * thread while no sink call runs ends the watch at once and releases the connection: this is how
   * a subscription closes.
   *
   * @param after where to go on: the revision of a list, of a change or of a bookmark
   * @return how it ended; both are ordinary
   * @throws InterruptedException the calling thread was interrupted
   */
  End watch(GroupVersionResource resource, FeedFilter filter, long after, Sink sink)
      throws InterruptedException;

  /** Why a watch ended. */
  enum End {
    /** Timeout of the server or end of the stream: watch again from the last revision seen. */
    CLOSED,
    /** 410, as answer or as error event: the revision is no longer known, list anew. */
    GONE
  }

  /** Where a watch puts what it receives. */
  interface Sink {
    /** An added, modified or deleted object; {@code previous} may be null. */
    void change(Change change);

    /** Every change up to the revision has been handed over. */
    void bookmark(long revision);
  }
}

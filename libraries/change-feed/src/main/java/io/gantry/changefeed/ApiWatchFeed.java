package io.gantry.changefeed;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.StatusException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The change feed over list and watch of the API.
 *
 * <pre>
 *   listing ──► watching ──closed──► watching from where it was
 *      ▲            └─────gone (410)──┐
 *      └──────────────────────────────┘      every failure waits first
 * </pre>
 */
public final class ApiWatchFeed implements ChangeFeed {
  private static final Logger LOG = LoggerFactory.getLogger(ApiWatchFeed.class);
  private static final int HTTP_GONE = 410;

  private final ListWatch api;
  private final Backoff backoff;

  public ApiWatchFeed(ListWatch api, Backoff backoff) {
    this.api = api;
    this.backoff = backoff;
  }

  @Override
  public Subscription subscribe(
      GroupVersionResource resource, FeedFilter filter, FeedListener listener) {
    return Delivery.start(
        resource.resource(), listener, delivery -> new Run(resource, filter, delivery).loop());
  }

  /** One subscription's loop. */
  private final class Run implements ListWatch.Sink {
    private final GroupVersionResource resource;
    private final FeedFilter filter;
    private final Delivery delivery;
    private final Progress progress = new Progress();
    private boolean listed;
    private boolean heard;
    private int failures;

    Run(GroupVersionResource resource, FeedFilter filter, Delivery delivery) {
      this.resource = resource;
      this.filter = filter;
      this.delivery = delivery;
    }

    void loop() throws InterruptedException {
      while (!delivery.isClosed()) {
        heard = false;
        String why = "the watch ended at once";
        try {
          listIfNeeded();
          if (api.watch(resource, filter, progress.resumeAfter(), this) == ListWatch.End.GONE) {
            listed = false;
          }
        } catch (Closed e) {
          return;
        } catch (StatusException e) {
          listed = listed && e.code() != HTTP_GONE;
          why = e.getMessage();
        } catch (RuntimeException e) {
          why = e.toString();
        }
        // A watch that brought something may be asked for again at once; anything else waits.
        failures = heard ? 0 : failures + 1;
        if (failures > 0) {
          if (failures == 3) {
            LOG.warn("no changes of {}: {}", resource.groupResource(), why);
          }
          Thread.sleep(backoff.delay(failures));
        }
      }
    }

    private void listIfNeeded() throws InterruptedException {
      if (!listed) {
        Listing listing = api.list(resource, filter);
        delivery.snapshot(listing.revision(), listing.items());
        progress.restart(listing.revision());
        listed = true;
      }
    }

    @Override
    public void change(Change change) {
      heard = true;
      try {
        if (progress.isNew(change)) {
          delivery.change(change);
        }
      } catch (InterruptedException e) {
        throw new Closed();
      }
    }

    @Override
    public void bookmark(long revision) {
      heard = true;
      progress.reached(revision);
    }
  }

  /** Leaves a transport's watch loop from inside its sink. */
  private static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Closed() {
      super("subscription closed", null, false, false);
    }
  }
}

package io.gantry.testkit;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.FeedFilter;
import io.gantry.changefeed.FeedListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The changes of a {@link FakeApi}. Each subscription has a queue of its own, so that different
 * resources lag differently, as real feeds do. The snapshot of a new subscription is delivered at
 * once.
 */
public final class FakeFeed implements ChangeFeed {
  private final FakeApi api;
  private final List<Queue> queues = new CopyOnWriteArrayList<>();
  private volatile boolean automatic;

  FakeFeed(FakeApi api) {
    this.api = api;
  }

  /** From now on each subscription delivers on a thread of its own, without {@link #pump}. */
  public FakeFeed automatic() {
    automatic = true;
    return this;
  }

  @Override
  public Subscription subscribe(
      GroupVersionResource resource, FeedFilter filter, FeedListener listener) {
    Queue queue = new Queue(resource, filter, listener);
    synchronized (api) {
      queue.start(api.revision(), api.all(resource));
      queues.add(queue);
    }
    return queue;
  }

  void committed(Change change) {
    queues.forEach(queue -> queue.offer(change));
  }

  /** Delivers the oldest change of the nth subscription that has any; false when none has. */
  public boolean pump(int nth) {
    List<Queue> waiting = queues.stream().filter(q -> !q.manual.isEmpty()).toList();
    if (waiting.isEmpty()) {
      return false;
    }
    waiting.get(Math.floorMod(nth, waiting.size())).deliverOne();
    return true;
  }

  /** Delivers everything there is to deliver. */
  public void pumpAll() {
    while (pump(0)) {
      // The condition does the work.
    }
  }

  private final class Queue implements Subscription {
    private final GroupVersionResource resource;
    private final FeedFilter filter;
    private final FeedListener listener;
    private final Deque<Change> manual = new ArrayDeque<>();
    private final LinkedBlockingQueue<Change> waiting = new LinkedBlockingQueue<>();
    private Thread thread;

    Queue(GroupVersionResource resource, FeedFilter filter, FeedListener listener) {
      this.resource = resource;
      this.filter = filter;
      this.listener = listener;
    }

    void start(long revision, List<ResourceObject> objects) {
      List<ResourceObject> selected = objects.stream().filter(this::wants).toList();
      if (!automatic) {
        listener.snapshot(revision, selected);
        return;
      }
      thread =
          Thread.ofVirtual()
              .name("fake-feed-" + resource.resource())
              .start(
                  () -> {
                    listener.snapshot(revision, selected);
                    try {
                      while (true) {
                        listener.change(waiting.take());
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
    }

    void offer(Change change) {
      if (!change.object().key().resource().equals(resource.groupResource())) {
        return;
      }
      boolean was = change.previous() != null && wants(change.previous());
      boolean is = change.type() != Change.Type.DELETED && wants(change.object());
      if (!was && !is) {
        return;
      }
      Change.Type type = !was ? Change.Type.ADDED : is ? Change.Type.MODIFIED : Change.Type.DELETED;
      Change seen = new Change(type, change.object(), change.previous());
      if (thread == null) {
        manual.add(seen);
      } else {
        waiting.add(seen);
      }
    }

    void deliverOne() {
      listener.change(manual.remove());
    }

    private boolean wants(ResourceObject object) {
      return (filter.namespace().isEmpty() || filter.namespace().equals(object.namespace()))
          && filter.labels().matches(object.labels())
          && filter.fields().matches(object);
    }

    @Override
    public void close() {
      queues.remove(this);
      if (thread != null) {
        thread.interrupt();
        try {
          if (Thread.currentThread() != thread) {
            thread.join();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}

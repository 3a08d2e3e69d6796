package io.gantry.changefeed;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.ResourceObject;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscription of every transport: one thread, and a gate through which its calls to the
 * listener pass. Closing shuts the gate and interrupts the thread, but never in the middle of a
 * listener's work: that one call ends undisturbed (close does not wait for it, so a listener may
 * close its own subscription and may wait for whoever closes).
 */
public final class Delivery implements ChangeFeed.Subscription {
  /** A transport's loop; ends when interrupted. */
  public interface Loop {
    void run(Delivery delivery) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final String name;
  private final FeedListener listener;
  private boolean closed;
  private boolean calling;
  private Thread thread;

  private Delivery(String name, FeedListener listener) {
    this.name = name;
    this.listener = listener;
  }

  /** Runs the loop on a virtual thread until closed. */
  public static Delivery start(String name, FeedListener listener, Loop loop) {
    Delivery delivery = new Delivery(name, listener);
    synchronized (delivery) {
      delivery.thread =
          Thread.ofVirtual().name("feed-" + name).start(() -> delivery.runUntilClosed(loop));
    }
    return delivery;
  }

  private void runUntilClosed(Loop loop) {
    try {
      loop.run(this);
    } catch (InterruptedException e) {
      LOG.debug("feed of {} ends", name);
    }
  }

  public void snapshot(long revision, List<ResourceObject> objects) throws InterruptedException {
    call(() -> listener.snapshot(revision, objects));
  }

  public void change(Change change) throws InterruptedException {
    call(() -> listener.change(change));
  }

  private void call(Runnable call) throws InterruptedException {
    synchronized (this) {
      if (closed) {
        throw new InterruptedException();
      }
      calling = true;
    }
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("a listener of {} failed; the feed goes on", name, e);
    } finally {
      synchronized (this) {
        calling = false;
      }
    }
    if (isClosed()) {
      throw new InterruptedException();
    }
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      // A second interrupt would cut short what the loop does to end well.
      return;
    }
    closed = true;
    if (!calling) {
      thread.interrupt();
    }
  }
}

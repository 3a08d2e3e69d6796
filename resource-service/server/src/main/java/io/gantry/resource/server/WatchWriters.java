package io.gantry.resource.server;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to watchers. A write never blocks, so as many threads as there are processors do it, each
 * one write after the other: a thread for each of a thousand watchers of one event costs more than
 * the write. The threads live while there is something to do.
 */
final class WatchWriters implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(WatchWriters.class);

  private final int most;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();

  WatchWriters(int most) {
    this.most = most;
  }

  /** A task that comes when all threads are about to end is seen: they look again after leaving. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (claim()) {
      Thread.ofVirtual().name("watch-writer").start(this::run);
    }
  }

  private boolean claim() {
    int now = running.get();
    while (now < most) {
      if (running.compareAndSet(now, now + 1)) {
        return true;
      }
      now = running.get();
    }
    return false;
  }

  private void run() {
    do {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        try {
          task.run();
        } catch (RuntimeException e) {
          LOG.warn("writing to a watcher failed", e);
        }
      }
      running.decrementAndGet();
    } while (!tasks.isEmpty() && claim());
  }
}

package io.gantry.resource.store.cache;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread on which watchers hear that there is something for them: never a committer's. */
final class Notifier implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

  private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private volatile Thread thread;

  void start() {
    thread = Thread.ofVirtual().name("watch-notifier").start(this::run);
  }

  @Override
  public void execute(Runnable callback) {
    queue.add(callback);
  }

  private void run() {
    try {
      while (true) {
        Runnable callback = queue.take();
        try {
          callback.run();
        } catch (RuntimeException e) {
          LOG.warn("a watcher's callback failed", e);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("notifier ends");
    }
  }

  void stop() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}

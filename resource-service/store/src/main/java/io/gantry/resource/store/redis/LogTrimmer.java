package io.gantry.resource.store.redis;

import io.gantry.resource.store.ObjectStore.StoreUnavailableException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the log within its bounds: every second, and at once when a commit sees it overflow. */
final class LogTrimmer {
  private static final Logger LOG = LoggerFactory.getLogger(LogTrimmer.class);
  private static final long EVERY_MILLIS = 1000;

  private final BooleanSupplier step;
  private final Semaphore wanted = new Semaphore(0);
  private volatile boolean stopped;
  private Thread thread;

  /**
   * @param step trims a little; true when there may be more to trim
   */
  LogTrimmer(BooleanSupplier step) {
    this.step = step;
  }

  void start() {
    thread = Thread.ofVirtual().name("log-trimmer").start(this::run);
  }

  void see(long logBytes, long allowed) {
    if (logBytes > allowed && wanted.availablePermits() == 0) {
      wanted.release();
    }
  }

  private void run() {
    try {
      while (!stopped) {
        if (wanted.tryAcquire(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
          wanted.drainPermits();
        }
        try {
          while (step.getAsBoolean() && !stopped) {
            LOG.trace("trimming on");
          }
        } catch (StoreUnavailableException e) {
          LOG.debug("the log is trimmed later: {}", e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("trimmer ends");
    }
  }

  void stop() {
    stopped = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}

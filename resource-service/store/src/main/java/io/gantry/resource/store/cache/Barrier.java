package io.gantry.resource.store.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One probe of the store for all who ask at the same time. A caller must not use the result of a
 * probe that began before it asked (its own write may have come in between), so it joins the next
 * round, never the running one.
 */
final class Barrier {
  private final Runnable probe;
  private final ReentrantLock lock = new ReentrantLock();
  private CompletableFuture<Void> next;
  private boolean running;

  /**
   * @param probe asks the store for its revision and waits until the cache has it
   */
  Barrier(Runnable probe) {
    this.probe = probe;
  }

  /** Returns after a probe that began after this call. The probe's failure is everybody's. */
  void pass() {
    CompletableFuture<Void> mine;
    lock.lock();
    try {
      if (next == null) {
        next = new CompletableFuture<>();
      }
      mine = next;
      if (!running) {
        running = true;
        Thread.ofVirtual().name("refresh-barrier").start(this::rounds);
      }
    } finally {
      lock.unlock();
    }
    try {
      mine.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void rounds() {
    while (true) {
      CompletableFuture<Void> round;
      lock.lock();
      try {
        round = next;
        next = null;
        if (round == null) {
          running = false;
          return;
        }
      } finally {
        lock.unlock();
      }
      try {
        probe.run();
        round.complete(null);
      } catch (RuntimeException | Error e) {
        round.completeExceptionally(e);
      }
    }
  }
}

package io.gantry.resource.store.cache;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Threads that wait for a revision; each is woken once, when it has come. */
final class Waiters {
  private record Waiter(long revision, CountDownLatch reached) {}

  private final LongSupplier revision;
  private final PriorityQueue<Waiter> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Waiter::revision));

  Waiters(LongSupplier revision) {
    this.revision = revision;
  }

  /** False when the time ran out, or the thread was interrupted (and still is). */
  boolean await(long wanted, Duration atMost) {
    if (revision.getAsLong() >= wanted) {
      return true;
    }
    Waiter waiter = new Waiter(wanted, new CountDownLatch(1));
    synchronized (waiting) {
      waiting.add(waiter);
    }
    // Looked at again after joining the queue: an advance in between would have missed us.
    if (revision.getAsLong() >= wanted) {
      leave(waiter);
      return true;
    }
    try {
      if (waiter.reached.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leave(waiter);
    return revision.getAsLong() >= wanted;
  }

  private void leave(Waiter waiter) {
    synchronized (waiting) {
      waiting.remove(waiter);
    }
  }

  void advanced() {
    synchronized (waiting) {
      while (!waiting.isEmpty() && waiting.peek().revision <= revision.getAsLong()) {
        waiting.poll().reached.countDown();
      }
    }
  }
}

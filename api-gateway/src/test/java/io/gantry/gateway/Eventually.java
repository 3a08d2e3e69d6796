package io.gantry.gateway;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Polls until something is so. */
final class Eventually {
  private Eventually() {}

  static <T> T see(Supplier<T> state, Predicate<T> wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    T seen = state.get();
    while (!wanted.test(seen)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not in time; last seen: " + seen);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
      seen = state.get();
    }
    return seen;
  }
}

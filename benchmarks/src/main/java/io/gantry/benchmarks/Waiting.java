package io.gantry.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for a condition, looking often enough for milliseconds to be told apart. */
final class Waiting {
  private Waiting() {}

  /**
   * @throws IllegalStateException it did not come true in time
   */
  static void until(Duration limit, String what, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not within " + limit.toSeconds() + " s: " + what);
      }
      TimeUnit.MICROSECONDS.sleep(500);
    }
  }
}

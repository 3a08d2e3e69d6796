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
    until(limit, what, condition, 500);
  }

  /** For conditions whose look costs processor time that what is waited for needs itself. */
  static void untilSeldom(Duration limit, String what, BooleanSupplier condition)
      throws InterruptedException {
    until(limit, what, condition, 20_000);
  }

  private static void until(Duration limit, String what, BooleanSupplier condition, long micros)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not within " + limit.toSeconds() + " s: " + what);
      }
      TimeUnit.MICROSECONDS.sleep(micros);
    }
  }
}

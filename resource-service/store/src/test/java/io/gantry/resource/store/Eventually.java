package io.gantry.resource.store;

import java.time.Duration;
import java.util.function.Supplier;

/** Polls a condition until a deadline; says the last state seen. */
public final class Eventually {
  private Eventually() {}

  public static void check(Duration atMost, Runnable assertion) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(5);
      }
    }
  }

  public static <T> T present(Duration atMost, Supplier<T> value) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (System.nanoTime() < deadline) {
      T got = value.get();
      if (got != null) {
        return got;
      }
      Thread.sleep(5);
    }
    throw new AssertionError("nothing within " + atMost);
  }
}

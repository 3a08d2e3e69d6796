package io.gantry.changefeed;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long a transport waits after a failure: doubling from {@code first} to {@code most}, each
 * stretched by up to half, so that many subscribers don't come back at the same moment.
 *
 * @param jitter uniform in [0, 1)
 */
public record Backoff(Duration first, Duration most, DoubleSupplier jitter) {
  /** 100 ms to 30 s. */
  public static Backoff standard(DoubleSupplier jitter) {
    return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), jitter);
  }

  /**
   * @param failures in a row, at least 1
   */
  public Duration delay(int failures) {
    long millis = first.toMillis() << Math.min(failures - 1, 20);
    long bounded = Math.min(millis, most.toMillis());
    return Duration.ofMillis((long) (bounded * (1 + jitter.getAsDouble() / 2)));
  }
}

package io.gantry.controlruntime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until told; the testkit's clock lies above this module. */
final class ManualClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  void advance(Duration by) {
    now = now.plus(by);
  }
}

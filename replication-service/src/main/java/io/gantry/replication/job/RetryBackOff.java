package io.gantry.replication.job;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How long a Job waits after pods have failed: ten seconds, doubled for each failure in a row, up
 * to ten minutes. Kept in memory: after a restart a Job waits a little less.
 */
final class RetryBackOff {
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration MOST = Duration.ofMinutes(10);

  private record Failures(int inARow, Instant last) {}

  private final Map<String, Failures> byJob = new HashMap<>();

  synchronized void failed(String jobUid, int count, Instant at) {
    Failures before = byJob.getOrDefault(jobUid, new Failures(0, at));
    Instant last = at.isAfter(before.last) ? at : before.last;
    byJob.put(jobUid, new Failures(before.inARow + count, last));
  }

  synchronized void forget(String jobUid) {
    byJob.remove(jobUid);
  }

  synchronized Duration wait(String jobUid, Instant now) {
    Failures failures = byJob.get(jobUid);
    if (failures == null || failures.inARow == 0) {
      return Duration.ZERO;
    }
    Duration delay = FIRST.multipliedBy(1L << Math.min(failures.inARow - 1, 10));
    Duration bounded = delay.compareTo(MOST) > 0 ? MOST : delay;
    Duration left = Duration.between(now, failures.last.plus(bounded));
    return left.isNegative() ? Duration.ZERO : left;
  }
}

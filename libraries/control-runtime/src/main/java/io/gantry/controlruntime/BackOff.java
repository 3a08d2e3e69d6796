package io.gantry.controlruntime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Exponential delays per key: {@code base * 2^failures}, never above {@code most}. */
final class BackOff<K> {
  private final Duration base;
  private final Duration most;
  private final Map<K, Integer> failures = new HashMap<>();

  BackOff(Duration base, Duration most) {
    this.base = base;
    this.most = most;
  }

  /** Counts one more failure and tells how long to wait before the next try. */
  synchronized Duration next(K key) {
    int before = failures.merge(key, 1, Integer::sum) - 1;
    // 2^40 times a millisecond is 34 years: above any sensible limit, below overflow.
    long factor = 1L << Math.min(before, 40);
    Duration delay = base.multipliedBy(factor);
    return delay.compareTo(most) > 0 ? most : delay;
  }

  synchronized void forget(K key) {
    failures.remove(key);
  }

  synchronized int failures(K key) {
    return failures.getOrDefault(key, 0);
  }
}

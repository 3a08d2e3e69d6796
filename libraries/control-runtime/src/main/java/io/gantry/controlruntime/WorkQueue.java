package io.gantry.controlruntime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keys waiting to be looked at. A key is in the queue at most once however often it is added, and
 * is given to one worker at a time: added while being processed, it comes back when that ends.
 *
 * <pre>
 *   add ──► dirty, ready ──take──► processing ──done──► gone
 *             ▲                       │ add meanwhile: dirty, and ready again at done
 *   addAfter ─┘ when due
 * </pre>
 *
 * Time passes by the clock given; {@link #poll} never waits, so a simulation can drive the queue
 * with a clock of its own.
 */
public final class WorkQueue<K> {
  /** Kubernetes' default for controllers: 5 ms doubling up to 1000 s. */
  private static final Duration BASE_DELAY = Duration.ofMillis(5);

  private static final Duration MOST_DELAY = Duration.ofSeconds(1000);

  private record Delayed<K>(Instant due, long order, K key) implements Comparable<Delayed<K>> {
    @Override
    public int compareTo(Delayed<K> other) {
      int byTime = due.compareTo(other.due);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final InstantSource clock;
  private final BackOff<K> backOff;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<K> ready = new ArrayDeque<>();
  private final Set<K> dirty = new HashSet<>();
  private final Map<K, Instant> processing = new HashMap<>();
  private final Map<K, Instant> readySince = new HashMap<>();
  private final PriorityQueue<Delayed<K>> delayed = new PriorityQueue<>();

  /** The time each delayed key waits for; entries of {@link #delayed} that differ are stale. */
  private final Map<K, Instant> dueTimes = new HashMap<>();

  private final Counter adds;
  private final Counter retries;
  private final Timer waiting;
  private final Timer working;
  private long order;
  private boolean closing;

  public WorkQueue(String name, InstantSource clock, MeterRegistry meters) {
    this(name, clock, meters, BASE_DELAY, MOST_DELAY);
  }

  public WorkQueue(
      String name,
      InstantSource clock,
      MeterRegistry meters,
      Duration baseDelay,
      Duration mostDelay) {
    this.clock = clock;
    this.backOff = new BackOff<>(baseDelay, mostDelay);
    this.adds = meters.counter("workqueue.adds", "name", name);
    this.retries = meters.counter("workqueue.retries", "name", name);
    this.waiting = meters.timer("workqueue.queue.duration", "name", name);
    this.working = meters.timer("workqueue.work.duration", "name", name);
    Gauge.builder("workqueue.depth", this, WorkQueue::size).tag("name", name).register(meters);
  }

  /** Makes the key ready now. */
  public void add(K key) {
    locked(() -> enqueue(key));
  }

  /** Makes the key ready after a while; of several delays for one key the earliest counts. */
  public void addAfter(K key, Duration delay) {
    locked(
        () -> {
          if (closing) {
            return;
          }
          if (!delay.isPositive()) {
            enqueue(key);
            return;
          }
          Instant due = clock.instant().plus(delay);
          Instant known = dueTimes.get(key);
          if (known == null || due.isBefore(known)) {
            dueTimes.put(key, due);
            delayed.add(new Delayed<>(due, order++, key));
            changed.signal();
          }
        });
  }

  /** Makes the key ready after its back-off, which grows until {@link #forget}. */
  public void addRateLimited(K key) {
    retries.increment();
    addAfter(key, backOff.next(key));
  }

  /** The key went well: its next failure waits the shortest time again. */
  public void forget(K key) {
    backOff.forget(key);
  }

  /** How often the key was added rate-limited since it was last forgotten. */
  public int failures(K key) {
    return backOff.failures(key);
  }

  /** Waits for a key; empty when the queue was shut down and all ready keys are taken. */
  public Optional<K> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        moveDue();
        if (!ready.isEmpty()) {
          return Optional.of(begin());
        }
        if (closing) {
          return Optional.empty();
        }
        Delayed<K> next = delayed.peek();
        if (next == null) {
          changed.await();
        } else {
          long nanos = Duration.between(clock.instant(), next.due).toNanos();
          changed.await(Math.max(nanos, 1), TimeUnit.NANOSECONDS);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** A key that is ready by the clock, without waiting. */
  public Optional<K> poll() {
    lock.lock();
    try {
      moveDue();
      return ready.isEmpty() ? Optional.empty() : Optional.of(begin());
    } finally {
      lock.unlock();
    }
  }

  /** Ends the processing of a key that was taken. */
  public void done(K key) {
    locked(
        () -> {
          Instant since = processing.remove(key);
          if (since != null) {
            working.record(Duration.between(since, clock.instant()));
          }
          if (dirty.contains(key)) {
            ready.add(key);
          }
          changed.signalAll();
        });
  }

  /** How many keys are ready. */
  public int size() {
    lock.lock();
    try {
      return ready.size();
    } finally {
      lock.unlock();
    }
  }

  /** When the next delayed key becomes ready; for simulations. */
  public Optional<Instant> nextDue() {
    lock.lock();
    try {
      return Optional.ofNullable(delayed.peek()).map(Delayed::due);
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more keys; what is ready is still given out, what is delayed is dropped. */
  public void shutDown() {
    locked(
        () -> {
          closing = true;
          delayed.clear();
          dueTimes.clear();
          changed.signalAll();
        });
  }

  /** Waits until a queue that was shut down is empty and nothing is being processed. */
  public boolean awaitDrained(Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (!ready.isEmpty() || !processing.isEmpty()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(K key) {
    if (closing || !dirty.add(key)) {
      return;
    }
    adds.increment();
    readySince.put(key, clock.instant());
    if (!processing.containsKey(key)) {
      ready.add(key);
      changed.signal();
    }
  }

  private K begin() {
    K key = ready.remove();
    Instant now = clock.instant();
    Instant since = readySince.remove(key);
    if (since != null) {
      waiting.record(Duration.between(since, now));
    }
    dirty.remove(key);
    processing.put(key, now);
    return key;
  }

  private void moveDue() {
    Instant now = clock.instant();
    while (!delayed.isEmpty() && !delayed.peek().due.isAfter(now)) {
      Delayed<K> next = delayed.remove();
      if (next.due.equals(dueTimes.get(next.key))) {
        dueTimes.remove(next.key);
        enqueue(next.key);
      }
    }
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }
}

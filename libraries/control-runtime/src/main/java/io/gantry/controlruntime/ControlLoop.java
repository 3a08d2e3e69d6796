package io.gantry.controlruntime;

import io.gantry.apimodel.StatusException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers that take keys from a queue and reconcile them. The one place where a reconciler's errors
 * end: logged once, counted, and the key is tried again after its back-off. A lost optimistic lock
 * is no error, only a reason to look again.
 *
 * <p>{@link #start} and {@link #close} once each; {@link #step} drives the same loop by hand.
 */
public final class ControlLoop<K> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlLoop.class);
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final String name;
  private final int workers;
  private final WorkQueue<K> queue;
  private final Reconciler<K> reconciler;
  private final MeterRegistry meters;
  private final List<Thread> threads = new ArrayList<>();

  public ControlLoop(
      String name,
      int workers,
      WorkQueue<K> queue,
      Reconciler<K> reconciler,
      MeterRegistry meters) {
    this.name = name;
    this.workers = workers;
    this.queue = queue;
    this.reconciler = reconciler;
    this.meters = meters;
  }

  public WorkQueue<K> queue() {
    return queue;
  }

  public void start() {
    for (int i = 0; i < workers; i++) {
      threads.add(Thread.ofVirtual().name(name + "-" + i).start(this::work));
    }
  }

  /** Lets the keys that are ready finish, for a few seconds, then interrupts. */
  @Override
  public void close() {
    queue.shutDown();
    try {
      if (!queue.awaitDrained(DRAIN)) {
        log.warn("{}: not drained after {} s, interrupting", name, DRAIN.toSeconds());
      }
      for (Thread thread : threads) {
        thread.interrupt();
      }
      for (Thread thread : threads) {
        thread.join(DRAIN);
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
  }

  /** Reconciles one key that is ready, in the calling thread; false when none is. */
  public boolean step() {
    Optional<K> key = queue.poll();
    key.ifPresent(this::process);
    return key.isPresent();
  }

  private void work() {
    try {
      while (true) {
        Optional<K> key = queue.take();
        if (key.isEmpty()) {
          return;
        }
        process(key.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Throwable: a worker that dies of an Error would leave its keys behind, silently.
  private void process(K key) {
    String outcome = "error";
    try {
      Outcome result = reconciler.reconcile(key);
      queue.forget(key);
      if (result.requeueAfter() != null) {
        queue.addAfter(key, result.requeueAfter());
        outcome = "requeue";
      } else {
        outcome = "done";
      }
    } catch (InterruptedException e) {
      queue.addRateLimited(key);
      Thread.currentThread().interrupt();
    } catch (StatusException e) {
      if (e.isConflict()) {
        outcome = "conflict";
        log.debug("{}: {}: {}", name, key, e.getMessage());
      } else {
        log.warn("{}: {}: {}", name, key, e.getMessage());
      }
      queue.addRateLimited(key);
    } catch (Throwable e) {
      log.warn("{}: {} failed, trying again", name, key, e);
      queue.addRateLimited(key);
    } finally {
      meters.counter("controller.reconcile", "controller", name, "outcome", outcome).increment();
      queue.done(key);
    }
  }
}

package io.gantry.scheduler;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.FeedListener;
import io.gantry.controlruntime.Resources;
import io.gantry.scheduler.snapshot.PodInfo;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the engine. Feeds and finished writes drop messages into its mailbox; it
 * takes them in order, then decides for one pod, and looks at the mailbox again. Writes run on
 * virtual threads of their own, so that the next decision need not wait for them: the engine
 * assumes that they succeed and is told when they don't.
 */
final class SchedulingLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SchedulingLoop.class);
  private static final int CONCURRENT_WRITES = 64;

  static final Map<SchedulerEngine.Source, GroupVersionResource> SOURCES =
      Map.of(
          SchedulerEngine.Source.PODS, Resources.PODS,
          SchedulerEngine.Source.NODES, Resources.NODES,
          SchedulerEngine.Source.NAMESPACES, Resources.NAMESPACES,
          SchedulerEngine.Source.CLAIMS, Resources.PERSISTENT_VOLUME_CLAIMS,
          SchedulerEngine.Source.BUDGETS,
              new GroupVersionResource("policy", "v1", "poddisruptionbudgets"));

  @FunctionalInterface
  private interface Message {
    void deliver(SchedulerEngine engine, Instant now);
  }

  private final SchedulerEngine engine;
  private final SchedulingControl control;
  private final ChangeFeed feed;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final LinkedBlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();
  private final Semaphore writes = new Semaphore(CONCURRENT_WRITES);
  private final List<ChangeFeed.Subscription> subscriptions = new ArrayList<>();
  private volatile boolean ready;
  private Thread thread;

  SchedulingLoop(
      SchedulerEngine engine,
      SchedulingControl control,
      ChangeFeed feed,
      InstantSource clock,
      MeterRegistry meters) {
    this.engine = engine;
    this.control = control;
    this.feed = feed;
    this.clock = clock;
    this.meters = meters;
  }

  void start() {
    SOURCES.forEach(
        (source, resource) -> subscriptions.add(feed.subscribe(resource, listener(source))));
    thread = Thread.ofPlatform().name("scheduler").start(this::run);
  }

  private FeedListener listener(SchedulerEngine.Source source) {
    return new FeedListener() {
      @Override
      public void snapshot(long revision, List<ResourceObject> objects) {
        mailbox.add((engine, now) -> engine.snapshot(source, objects, now));
      }

      @Override
      public void change(Change change) {
        mailbox.add((engine, now) -> engine.changed(source, change, now));
      }
    };
  }

  @Override
  public void close() {
    subscriptions.forEach(ChangeFeed.Subscription::close);
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
      // writes that are under way are answered or fail: nothing new begins
      writes.tryAcquire(CONCURRENT_WRITES, 5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        await();
        while (step()) {
          drain();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean ready() {
    return ready;
  }

  /** Waits for a message, or until the queue has something by the passing of time alone. */
  private void await() throws InterruptedException {
    Instant due = engine.nextDue();
    Message message;
    if (due == null) {
      message = mailbox.take();
    } else {
      Instant now = clock.instant();
      long wait = due.isAfter(now) ? Duration.between(now, due).toMillis() + 1 : 0;
      message = mailbox.poll(wait, TimeUnit.MILLISECONDS);
    }
    if (message != null) {
      deliver(message);
      drain();
    }
  }

  private void drain() {
    for (Message message = mailbox.poll(); message != null; message = mailbox.poll()) {
      deliver(message);
    }
  }

  /** One bad object must not stop the scheduling of all others. */
  private void deliver(Message message) {
    try {
      message.deliver(engine, clock.instant());
      ready = engine.isReady();
    } catch (RuntimeException e) {
      meters.counter("scheduler.errors", "where", "message").increment();
      log.error("a change could not be taken in", e);
    }
  }

  /** Decides for one pod; false when none is ready. */
  private boolean step() throws InterruptedException {
    Instant now = clock.instant();
    long began = System.nanoTime();
    Optional<Decision> decision = engine.next(now);
    if (decision.isEmpty()) {
      return false;
    }
    String result =
        switch (decision.get()) {
          case Decision.Assign _ -> "scheduled";
          case Decision.Refuse _ -> "unschedulable";
          case Decision.Hold _ -> "gated";
        };
    meters
        .timer("scheduler.decision", "result", result)
        .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    writes.acquire();
    Thread.ofVirtual()
        .name("scheduler-write")
        .start(
            () -> {
              try {
                carryOut(decision.get());
              } finally {
                writes.release();
              }
            });
    return true;
  }

  private void carryOut(Decision decision) {
    switch (decision) {
      case Decision.Assign(PodInfo pod, String node) -> assign(pod, node);
      case Decision.Refuse refusal -> refuse(refusal);
      case Decision.Hold(PodInfo pod) -> hold(pod);
    }
  }

  private void assign(PodInfo pod, String node) {
    try {
      control.bind(pod, node);
      meters
          .timer("scheduler.create.to.bind")
          .record(Duration.between(pod.state().created(), clock.instant()));
      mailbox.add((engine, now) -> engine.bound(pod));
    } catch (StatusException e) {
      log.warn("{} not bound to {}: {}", pod, node, e.getMessage());
      if (!e.isNotFound()) {
        control.bindFailed(pod, e.status());
      }
      mailbox.add((engine, now) -> engine.bindFailed(pod, e.isNotFound(), now));
    } catch (RuntimeException e) {
      // the outcome is unknown: the feed shows it, or the next attempt is refused
      failed("binding", pod, e);
      mailbox.add((engine, now) -> engine.bindFailed(pod, false, now));
    }
  }

  private void refuse(Decision.Refuse refusal) {
    try {
      control.refuse(refusal);
      mailbox.add((engine, now) -> engine.refused(refusal, true, now));
    } catch (RuntimeException e) {
      failed("refusal", refusal.pod(), e);
      mailbox.add((engine, now) -> engine.refused(refusal, false, now));
    }
  }

  private void hold(PodInfo pod) {
    try {
      control.hold(pod);
    } catch (RuntimeException e) {
      failed("gate", pod, e);
    }
  }

  private void failed(String what, PodInfo pod, RuntimeException e) {
    meters.counter("scheduler.errors", "where", what).increment();
    log.warn("{} of {} failed, trying again", what, pod, e);
  }
}

package io.gantry.resource.relay;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.ObjectKey;
import io.gantry.changefeed.kafka.ChangeRecord;
import io.gantry.changefeed.kafka.ChangeTopics;
import io.gantry.resource.relay.TopicWriter.FencedException;
import io.gantry.resource.store.LogEntry;
import io.gantry.resource.store.ObjectStore;
import io.gantry.resource.store.ObjectStore.LogGapException;
import io.gantry.resource.store.ObjectStore.Snapshot;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the change log to Kafka, each commit exactly once and in order.
 *
 * <pre>
 *   claiming ──► relaying ──gap, new epoch──► resynchronizing ──► relaying
 *      ▲            │ another one claimed
 *      └──stalled── standing by
 * </pre>
 *
 * The order that makes it exact: claim first (no other writer can add anything from then on), then
 * read the position, then write from there. One that is fenced steps aside, and claims again only
 * when the other one makes no progress.
 */
public final class Relay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final int BATCH = 500;
  private static final Duration POLL = Duration.ofSeconds(1);

  /**
   * @param retry pause after a failure
   * @param patience how long another relay may make no progress before this one takes over
   */
  public record Timing(Duration retry, Duration patience) {
    public static final Timing STANDARD = new Timing(Duration.ofSeconds(1), Duration.ofSeconds(10));
  }

  private final ObjectStore store;
  private final TopicWriter writer;
  private final TopicReader reader;
  private final Timing timing;
  private final LongSupplier nanoTime;
  private volatile boolean stopped;
  private volatile RelayPosition position = RelayPosition.NONE;
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong resyncs = new AtomicLong();
  private Thread thread;

  Relay(
      ObjectStore store,
      TopicWriter writer,
      TopicReader reader,
      Timing timing,
      LongSupplier nanoTime) {
    this.store = store;
    this.writer = writer;
    this.reader = reader;
    this.timing = timing;
    this.nanoTime = nanoTime;
  }

  public void start() {
    thread = Thread.ofVirtual().name("relay").start(this::run);
  }

  /**
   * Gauges {@code relay.revision} and {@code relay.lag}: commits that are not in the topics yet, as
   * far as this process has heard of them.
   *
   * @param storeRevision the newest revision that the store was heard to have
   */
  public void meter(MeterRegistry meters, LongSupplier storeRevision) {
    meters.gauge("relay.revision", this, Relay::revision);
    meters.gauge(
        "relay.lag", this, relay -> Math.max(0, storeRevision.getAsLong() - relay.revision()));
    FunctionCounter.builder("relay.failures", failures, AtomicLong::doubleValue).register(meters);
    FunctionCounter.builder("relay.resyncs", resyncs, AtomicLong::doubleValue).register(meters);
  }

  /** How far this relay has brought the topics; for metrics and tests. */
  public long revision() {
    return position.revision();
  }

  @Override
  public void close() {
    stopped = true;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    try {
      while (!stopped) {
        try {
          relay();
        } catch (FencedException e) {
          LOG.info("another relay took over at revision {}", position.revision());
          standBy();
        } catch (RuntimeException e) {
          if (stopped) {
            return;
          }
          failures.incrementAndGet();
          LOG.warn("relaying failed, trying again: {}", e.toString());
          Thread.sleep(timing.retry());
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("relay ends");
    }
  }

  private void relay() throws FencedException, InterruptedException {
    reader.ensure(List.of());
    writer.claim();
    position = reader.position();
    LOG.info("relaying from revision {}", position.revision());
    if (position.equals(RelayPosition.NONE)) {
      resynchronize();
    }
    while (!stopped) {
      try {
        follow();
      } catch (LogGapException e) {
        LOG.warn("the topics are compared with the store: {}", e.getMessage());
        resynchronize();
      }
    }
  }

  private void follow() throws LogGapException, FencedException, InterruptedException {
    List<LogEntry> entries = store.readLog(position.revision(), BATCH, POLL);
    if (entries.isEmpty()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return;
    }
    List<ChangeRecord> records = new ArrayList<>();
    for (LogEntry entry : entries) {
      if (!entry.epoch().equals(position.epoch())) {
        throw new LogGapException("epoch " + entry.epoch() + " began");
      }
      ChangeRecord.Origin origin =
          new ChangeRecord.Origin(
              entry.operationId(), entry.user(), entry.committedAt().toEpochMilli());
      for (Change change : entry.changes()) {
        if (ChangeTopics.carries(change.object().key().resource())) {
          records.addAll(ChangeRecord.of(change, entry.epoch(), origin));
        }
      }
    }
    write(records, new RelayPosition(entries.getLast().revision(), position.epoch()));
  }

  private void write(List<ChangeRecord> records, RelayPosition reached)
      throws FencedException, InterruptedException {
    Set<GroupResource> resources = new HashSet<>();
    records.forEach(record -> resources.add(record.resource()));
    reader.ensure(resources);
    writer.write(records, reached);
    position = reached;
  }

  /** Makes the topics say what the store says; the position moves with the last transaction. */
  private void resynchronize() throws FencedException, InterruptedException {
    Snapshot snapshot = store.snapshot();
    Set<ObjectKey> alive = new HashSet<>();
    snapshot.objects().forEach(object -> alive.add(object.key()));
    List<GroupResource> resources = reader.resources();
    List<ChangeRecord> records =
        ResyncPlanner.plan(
            resources, reader.state(resources, key -> !alive.contains(key)), snapshot);
    RelayPosition target = new RelayPosition(snapshot.revision(), snapshot.epoch());
    int from = 0;
    while (records.size() - from > BATCH) {
      write(records.subList(from, from + BATCH), position);
      from += BATCH;
    }
    write(records.subList(from, records.size()), target);
    resyncs.incrementAndGet();
    LOG.info("the topics say what the store says at revision {}", target.revision());
  }

  /** Watches the other one; returns when it has stalled. */
  private void standBy() throws InterruptedException {
    RelayPosition last = RelayPosition.NONE;
    long since = nanoTime.getAsLong();
    while (!stopped) {
      Thread.sleep(timing.retry());
      try {
        RelayPosition now = reader.position();
        if (!now.equals(last) || now.revision() >= store.revision()) {
          last = now;
          since = nanoTime.getAsLong();
        } else if (nanoTime.getAsLong() - since > timing.patience().toNanos()) {
          LOG.info("the other relay stands still at revision {}", now.revision());
          return;
        }
      } catch (RuntimeException e) {
        LOG.debug("standing by: {}", e.toString());
      }
    }
  }
}

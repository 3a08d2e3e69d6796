package io.gantry.resource.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store with figures: {@code store.commit} counts and times commits by outcome (committed,
 * conflict, unknown, unavailable); {@code store.revision} is the newest revision heard of.
 */
public final class MeteredStore implements ObjectStore {
  private final ObjectStore store;
  private final Timer committed;
  private final Timer conflict;
  private final Timer unknown;
  private final Timer unavailable;
  private final AtomicLong revision = new AtomicLong();

  public MeteredStore(ObjectStore store, MeterRegistry meters) {
    this.store = store;
    committed = timer(meters, "committed");
    conflict = timer(meters, "conflict");
    unknown = timer(meters, "unknown");
    unavailable = timer(meters, "unavailable");
    meters.gauge("store.revision", revision);
  }

  private static Timer timer(MeterRegistry meters, String outcome) {
    return Timer.builder("store.commit")
        .tag("outcome", outcome)
        .publishPercentileHistogram(false)
        .register(meters);
  }

  /** The newest revision that the store was heard to have. */
  public long heardOf() {
    return revision.get();
  }

  private long heard(long newest) {
    revision.accumulateAndGet(newest, Math::max);
    return newest;
  }

  @Override
  public void listen(CommitListener listener) {
    store.listen(
        commits -> {
          if (!commits.isEmpty()) {
            heard(commits.getLast().outcome().revision());
          }
          listener.committed(commits);
        });
  }

  @Override
  public CommitOutcome commit(Commit commit) {
    long start = System.nanoTime();
    Timer timer = unavailable;
    try {
      CommitOutcome outcome = store.commit(commit);
      switch (outcome) {
        case CommitOutcome.Committed done -> {
          heard(done.revision());
          timer = committed;
        }
        case CommitOutcome.Refused _ -> timer = conflict;
      }
      return outcome;
    } catch (OutcomeUnknownException e) {
      timer = unknown;
      throw e;
    } finally {
      timer.record(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  @Override
  public long revision() {
    return heard(store.revision());
  }

  @Override
  public Snapshot snapshot() {
    Snapshot snapshot = store.snapshot();
    heard(snapshot.revision());
    return snapshot;
  }

  @Override
  public List<LogEntry> readLog(long after, int maxEntries, Duration wait) throws LogGapException {
    List<LogEntry> entries = store.readLog(after, maxEntries, wait);
    if (!entries.isEmpty()) {
      heard(entries.getLast().revision());
    }
    return entries;
  }

  @Override
  public long logStart() {
    return store.logStart();
  }

  @Override
  public void newEpoch(long above) {
    store.newEpoch(above);
  }

  @Override
  public void close() {
    store.close();
  }
}

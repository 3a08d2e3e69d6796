package io.gantry.resource.store;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The store of tests: the same contract as Redis's, nothing durable. */
public final class MemoryStore implements ObjectStore {
  private static final Duration OPERATIONS_KEPT = Duration.ofMinutes(10);

  private record Operation(Instant at, CommitOutcome outcome) {}

  private final Window window;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition appended = lock.newCondition();
  private final Map<ObjectKey, ResourceObject> objects = new HashMap<>();
  private final NavigableMap<Long, LogEntry> log = new TreeMap<>();
  private final Map<String, Operation> operations = new LinkedHashMap<>();
  private long logBytes;

  /** Begins above 0, which as a resourceVersion means "any". */
  private long revision = 1;

  private int epoch = 1;

  public MemoryStore(Window window, InstantSource clock) {
    this.window = window;
    this.clock = clock;
  }

  public MemoryStore() {
    this(Window.STANDARD, InstantSource.system());
  }

  /** Tells nobody: commits are answered at once, one by one. */
  @Override
  public void listen(CommitListener listener) {}

  @Override
  public CommitOutcome commit(Commit commit) {
    lock.lock();
    try {
      Instant now = clock.instant();
      forgetOperations(now);
      Operation known = operations.get(commit.operationId());
      if (known != null) {
        return known.outcome;
      }
      CommitOutcome outcome = decide(commit, now);
      operations.put(commit.operationId(), new Operation(now, outcome));
      return outcome;
    } finally {
      lock.unlock();
    }
  }

  private CommitOutcome decide(Commit commit, Instant now) {
    for (Commit.Guard guard : commit.guards()) {
      ResourceObject stored = objects.get(guard.key());
      if (!holds(guard, stored)) {
        return new CommitOutcome.Refused(guard, stored);
      }
    }
    revision++;
    List<ResourceObject> written = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (Commit.Write write : commit.writes()) {
      ResourceObject previous = objects.get(write.key());
      ResourceObject object;
      Change.Type type;
      switch (write) {
        case Commit.Write.Put(Draft draft) -> {
          object = draft.at(revision);
          objects.put(write.key(), object);
          type = previous == null ? Change.Type.ADDED : Change.Type.MODIFIED;
        }
        case Commit.Write.Remove(Draft lastState) -> {
          object = lastState.at(revision);
          objects.remove(write.key());
          type = Change.Type.DELETED;
        }
      }
      written.add(object);
      changes.add(new Change(type, object, previous));
    }
    append(new LogEntry(revision, commit.operationId(), commit.user(), now, epoch(), changes));
    return new CommitOutcome.Committed(revision, List.copyOf(written));
  }

  private static boolean holds(Commit.Guard guard, ResourceObject stored) {
    return switch (guard) {
      case Commit.Guard.Exists _ -> stored != null;
      case Commit.Guard.Absent _ -> stored == null;
      case Commit.Guard.HasRevision has -> stored != null && stored.revision() == has.revision();
    };
  }

  private void append(LogEntry entry) {
    log.put(entry.revision(), entry);
    logBytes += bytes(entry);
    Instant oldest = entry.committedAt().minus(window.age());
    while (log.size() > 1
        && (logBytes > window.bytes()
            || log.firstEntry().getValue().committedAt().isBefore(oldest))) {
      logBytes -= bytes(log.pollFirstEntry().getValue());
    }
    appended.signalAll();
  }

  private static long bytes(LogEntry entry) {
    return entry.changes().stream().mapToLong(change -> change.object().json().length).sum();
  }

  private void forgetOperations(Instant now) {
    var oldest = operations.values().iterator();
    while (oldest.hasNext() && oldest.next().at.plus(OPERATIONS_KEPT).isBefore(now)) {
      oldest.remove();
    }
  }

  private String epoch() {
    return "memory-" + epoch;
  }

  @Override
  public long revision() {
    lock.lock();
    try {
      return revision;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Snapshot snapshot() {
    lock.lock();
    try {
      return new Snapshot(revision, epoch(), List.copyOf(objects.values()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<LogEntry> readLog(long after, int maxEntries, Duration wait) throws LogGapException {
    lock.lock();
    try {
      long nanos = wait.toNanos();
      while (after == revision && nanos > 0) {
        nanos = appended.awaitNanos(nanos);
      }
      if (after > revision || after < start()) {
        throw new LogGapException("log starts at " + start() + " and ends at " + revision);
      }
      return log.tailMap(after, false).values().stream().limit(maxEntries).toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long logStart() {
    lock.lock();
    try {
      return start();
    } finally {
      lock.unlock();
    }
  }

  private long start() {
    return log.isEmpty() ? revision : log.firstKey() - 1;
  }

  @Override
  public void newEpoch(long above) {
    lock.lock();
    try {
      epoch++;
      revision = Math.max(revision, above) + 1;
      log.clear();
      logBytes = 0;
      appended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all of the log but its newest entry, as if the bounds had been reached. */
  public void trimLog() {
    lock.lock();
    try {
      while (log.size() > 1) {
        logBytes -= bytes(log.pollFirstEntry().getValue());
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {}
}

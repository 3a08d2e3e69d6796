package io.gantry.resource.store.cache;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.LogEntry;
import io.gantry.resource.store.ObjectStore;
import io.gantry.resource.store.ObjectStore.LogGapException;
import io.gantry.resource.store.ObjectStore.Snapshot;
import io.gantry.resource.store.ObjectStore.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the store's log on a thread of its own. While only this process commits, its entries come
 * from memory first, so the tail reads one at a time, as a heartbeat; an entry nobody here expects
 * belongs to another process, and then it reads in batches.
 */
final class LogTail {
  private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);
  private static final int BATCH = 512;
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofMillis(250);

  /** How long an entry of a running commit of ours is left to the committing thread. */
  private static final Duration OWN_FIRST = Duration.ofMillis(20);

  private static final Duration OWN_PAUSE = Duration.ofMillis(25);

  private final ObjectStore store;
  private final Recents recents;
  private final Runnable caughtUp;
  private final Set<String> expected = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;
  private Thread thread;
  private int batch = 1;

  /** The store was away: what it holds now must be compared with what we know. */
  private volatile boolean doubtful;

  /**
   * @param caughtUp called now and then while the cache has all that the store has
   */
  LogTail(ObjectStore store, Recents recents, Runnable caughtUp) {
    this.store = store;
    this.recents = recents;
    this.caughtUp = caughtUp;
  }

  boolean isAway() {
    return doubtful;
  }

  void expect(String operationId) {
    expected.add(operationId);
  }

  void settled(String operationId) {
    expected.remove(operationId);
  }

  /** The state now, and as much history as the log still has. */
  void load() {
    long start = store.logStart();
    Snapshot snapshot = store.snapshot();
    List<LogEntry> history = new ArrayList<>();
    try {
      long at = start;
      while (at < snapshot.revision()) {
        List<LogEntry> entries = store.readLog(at, BATCH, Duration.ZERO);
        if (entries.isEmpty()) {
          throw new LogGapException("the log ends at " + at);
        }
        for (LogEntry entry : entries) {
          at = entry.revision();
          if (at <= snapshot.revision() && entry.epoch().equals(snapshot.epoch())) {
            history.add(entry);
          }
        }
      }
      recents.replace(snapshot, start, withPrevious(history));
    } catch (LogGapException e) {
      LOG.info("starting without history: {}", e.getMessage());
      recents.replace(snapshot, snapshot.revision(), List.of());
    }
  }

  /**
   * The log says of a previous state only what selectors ask for; where the history itself has it,
   * it is taken from there.
   */
  private static List<LogEntry> withPrevious(List<LogEntry> history) {
    Map<ObjectKey, ResourceObject> known = new HashMap<>();
    List<LogEntry> all = new ArrayList<>(history.size());
    for (LogEntry entry : history) {
      List<Change> changes = new ArrayList<>(entry.changes().size());
      for (Change change : entry.changes()) {
        ResourceObject before = known.put(change.object().key(), change.object());
        changes.add(
            before == null || change.type() == Change.Type.ADDED
                ? change
                : new Change(change.type(), change.object(), before));
      }
      all.add(
          new LogEntry(
              entry.revision(),
              entry.operationId(),
              entry.user(),
              entry.committedAt(),
              entry.epoch(),
              changes));
    }
    return all;
  }

  void start() {
    thread = Thread.ofVirtual().name("log-tail").start(this::run);
  }

  void stop() {
    stopped = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void run() {
    while (!stopped) {
      try {
        if (doubtful) {
          compare();
          doubtful = false;
          LOG.info("the store is back at revision {}", recents.revision());
        }
        follow();
        recents.tidy();
        caughtUp.run();
      } catch (LogGapException e) {
        LOG.warn("reading everything anew: {}", e.getMessage());
        resynchronize();
      } catch (StoreUnavailableException e) {
        unavailable(e);
      } catch (RuntimeException e) {
        LOG.error("following the log failed, trying again", e);
        unavailable(new StoreUnavailableException(e.toString(), e));
      }
    }
  }

  private void follow() throws LogGapException {
    boolean foreign = false;
    boolean own = false;
    for (LogEntry entry : store.readLog(recents.revision(), batch, POLL)) {
      if (!entry.epoch().equals(recents.image().epoch())) {
        throw new LogGapException("the log is of epoch " + entry.epoch());
      }
      if (expected.contains(entry.operationId())) {
        recents.await(entry.revision(), OWN_FIRST);
        own = true;
      }
      if (entry.revision() > recents.revision()) {
        foreign = true;
        recents.accept(List.of(entry));
      }
    }
    batch = foreign ? BATCH : 1;
    if (own && !foreign) {
      // Only this process is writing, and needs no log: don't race along with it.
      pause(OWN_PAUSE);
    }
  }

  /** Our newest entry must be in the store's log as we know it: else an older state came back. */
  private void compare() throws LogGapException {
    Image known = recents.image();
    if (known.operation().isEmpty() || known.revision() == 0) {
      return;
    }
    List<LogEntry> newest = store.readLog(known.revision() - 1, 1, Duration.ZERO);
    if (!newest.isEmpty() && !newest.getFirst().operationId().equals(known.operation())) {
      store.newEpoch(known.revision());
      throw new LogGapException(
          "revision " + known.revision() + " is another operation's: the store's history changed");
    }
  }

  private void resynchronize() {
    try {
      Snapshot snapshot = store.snapshot();
      if (snapshot.revision() < recents.revision()) {
        // Clients have seen later revisions: none of them may be given out a second time.
        store.newEpoch(recents.revision());
        snapshot = store.snapshot();
      }
      recents.replace(snapshot, snapshot.revision(), List.of());
    } catch (StoreUnavailableException e) {
      unavailable(e);
    }
  }

  private void unavailable(StoreUnavailableException e) {
    if (!doubtful && !stopped) {
      LOG.warn("the store is away, reads go on from memory: {}", e.getMessage());
    }
    doubtful = true;
    pause(RETRY);
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

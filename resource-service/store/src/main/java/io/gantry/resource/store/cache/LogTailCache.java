package io.gantry.resource.store.cache;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.Commit;
import io.gantry.resource.store.CommitOutcome;
import io.gantry.resource.store.ObjectStore;
import io.gantry.resource.store.ObjectStore.OutcomeUnknownException;
import io.gantry.resource.store.ObjectStore.StoreUnavailableException;
import io.gantry.resource.store.Selection;
import io.gantry.resource.store.WatchCache;
import io.gantry.resource.store.WatchCursor;
import io.gantry.resource.store.Window;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The watch cache over a store: kept current by the commits of this process, applied from memory,
 * and by the tail of the store's log, which also brings those of other processes.
 *
 * <pre>
 *   constructed → start() loads a snapshot and the window → current ⇄ resynchronizing → close()
 * </pre>
 */
public final class LogTailCache implements WatchCache, AutoCloseable {
  /** How long a commit may take from durable to visible; log reads recover within less. */
  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);

  private final ObjectStore store;
  private final InstantSource clock;
  private final Recents recents;
  private final LogTail tail;
  private final Barrier barrier;
  private final Doubts doubts = new Doubts();
  private final boolean alone;

  /** One of several processes that may commit. */
  public LogTailCache(ObjectStore store, Window window, InstantSource clock) {
    this(store, window, clock, false);
  }

  /**
   * @param alone whether this process alone commits to the store, so that what it was told is all
   *     there is
   */
  public LogTailCache(ObjectStore store, Window window, InstantSource clock, boolean alone) {
    this.store = store;
    this.clock = clock;
    this.alone = alone;
    this.recents = new Recents(window, clock);
    this.tail = new LogTail(store, recents, () -> doubts.caughtUp(clock.instant()));
    this.barrier = new Barrier(this::probe);
  }

  /**
   * Loads everything and begins to follow the log.
   *
   * @throws StoreUnavailableException nothing was started; try again
   */
  public void start() {
    store.listen(this::committed);
    tail.load();
    recents.start();
    tail.start();
  }

  @Override
  public void close() {
    tail.stop();
    recents.stop();
  }

  @Override
  public CommitOutcome commit(Commit commit) {
    tail.expect(commit.operationId());
    try {
      CommitOutcome outcome = store.commit(commit);
      switch (outcome) {
        case CommitOutcome.Committed committed -> {
          // Mostly done by the listener, for several commits at once.
          if (committed.revision() > recents.revision()) {
            recents.accept(List.of(OwnCommits.entry(commit, committed, clock.instant())));
          }
          if (!recents.await(committed.revision(), VISIBLE_WITHIN)) {
            throw new StoreUnavailableException(
                "committed at " + committed.revision() + ", but earlier commits are not to be read",
                null);
          }
        }
        // Who judges anew reads this cache first: it must not show what was just refused.
        case CommitOutcome.Refused(Commit.Guard guard, ResourceObject stored) -> {
          if (stored == null) {
            refresh();
          } else {
            recents.await(stored.revision(), VISIBLE_WITHIN);
          }
        }
      }
      return outcome;
    } catch (OutcomeUnknownException e) {
      doubts.add(commit, clock.instant());
      throw e;
    } finally {
      tail.settled(commit.operationId());
    }
  }

  private void committed(List<ObjectStore.Settled> commits) {
    Instant now = clock.instant();
    recents.accept(
        commits.stream()
            .map(settled -> OwnCommits.entry(settled.commit(), settled.outcome(), now))
            .toList());
  }

  @Override
  public Optional<ResourceObject> get(ObjectKey key) {
    return Optional.ofNullable(recents.image().get(key));
  }

  @Override
  public void refresh() {
    barrier.pass();
  }

  @Override
  public void refresh(GroupResource resource) {
    boolean knowsAll = alone && !doubts.about(resource);
    if (knowsAll && tail.isAway()) {
      return;
    }
    try {
      refresh();
    } catch (StoreUnavailableException e) {
      if (!knowsAll) {
        throw e;
      }
    }
  }

  /**
   * Gauges: {@code cache.revision}, {@code cache.revision.lag} (commits that the store was heard to
   * have and readers do not see yet), {@code store.up}.
   *
   * @param storeRevision the newest revision heard of
   */
  public void meter(MeterRegistry meters, LongSupplier storeRevision) {
    meters.gauge("cache.revision", this, LogTailCache::revision);
    meters.gauge(
        "cache.revision.lag",
        this,
        cache -> Math.max(0, storeRevision.getAsLong() - cache.revision()));
    meters.gauge("store.up", this, cache -> cache.isStoreThere() ? 1 : 0);
  }

  /** Whether the store answered when it was last asked. */
  public boolean isStoreThere() {
    return !tail.isAway();
  }

  private void probe() {
    long newest = store.revision();
    if (!recents.await(newest, VISIBLE_WITHIN)) {
      throw new StoreUnavailableException(
          "the cache stands at " + revision() + ", the store at " + newest, null);
    }
  }

  @Override
  public boolean await(long revision, Duration atMost) {
    return recents.await(revision, atMost);
  }

  @Override
  public long revision() {
    return recents.revision();
  }

  @Override
  public Listing list(
      GroupResource resource,
      String namespace,
      Predicate<ResourceObject> filter,
      long revision,
      ObjectKey after,
      long limit)
      throws RevisionGoneException {
    Image image = recents.image(revision);
    Image.Range range = image.range(resource, namespace, after);
    if (filter == Selection.EVERYTHING) {
      int taken = limit == 0 ? range.size() : (int) Math.min(limit, range.size());
      List<ResourceObject> items = new ArrayList<>(taken);
      new Image.Range(range.tree(), range.first(), taken).visit(items::add);
      return listing(image, items, range.size() - taken);
    }
    List<ResourceObject> items = new ArrayList<>();
    long[] remaining = {0};
    range.visit(
        object -> {
          if (filter.test(object)) {
            if (limit == 0 || items.size() < limit) {
              items.add(object);
            } else {
              remaining[0]++;
            }
          }
          return true;
        });
    return listing(image, items, remaining[0]);
  }

  private static Listing listing(Image image, List<ResourceObject> items, long remaining) {
    String more = remaining == 0 ? "" : items.getLast().key().namespacedName();
    return new Listing(image.revision(), items, more, remaining);
  }

  @Override
  public WatchCursor watch(
      GroupResource resource,
      String namespace,
      String name,
      Predicate<ResourceObject> filter,
      long after)
      throws RevisionGoneException {
    return recents.watch(resource, namespace, name, filter, after);
  }
}

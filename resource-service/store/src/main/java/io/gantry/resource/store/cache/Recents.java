package io.gantry.resource.store.cache;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.LogEntry;
import io.gantry.resource.store.ObjectStore.Snapshot;
import io.gantry.resource.store.WatchCache.RevisionGoneException;
import io.gantry.resource.store.Window;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The newest image, the window behind it and the channels before it: the one owner of the cache's
 * mutable state, under one lock. Invariants:
 *
 * <ol>
 *   <li>Entries are applied in the order of revisions without a hole; one that comes early waits.
 *   <li>An image becomes visible after its events are in all channels.
 *   <li>Callbacks and the waking of watchers never run under the lock.
 * </ol>
 */
final class Recents implements ChannelCursor.Cache {
  private final InstantSource clock;
  private final Timeline timeline;
  private final ChannelIndex channels = new ChannelIndex();
  private final Notifier notifier = new Notifier();
  private final Waiters waiters = new Waiters(this::revision);
  private final TreeMap<Long, LogEntry> early = new TreeMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final LabelPool labels = new LabelPool();
  private volatile Image image = Image.of(new Snapshot(0, "", List.of()), "", labels);

  Recents(Window window, InstantSource clock) {
    this.clock = clock;
    this.timeline = new Timeline(window);
  }

  void start() {
    notifier.start();
  }

  void stop() {
    lock.lock();
    try {
      endWatches();
    } finally {
      lock.unlock();
    }
    notifier.execute(notifier::stop);
  }

  Image image() {
    return image;
  }

  /** The image at a revision; the newest for 0. */
  Image image(long revision) throws RevisionGoneException {
    Image newest = image;
    if (revision == 0 || revision == newest.revision()) {
      return newest;
    }
    Image then = revision > newest.revision() ? null : timeline.imageAt(revision);
    if (then == null) {
      throw new RevisionGoneException(revision, timeline.oldest());
    }
    return then;
  }

  @Override
  public long revision() {
    return image.revision();
  }

  @Override
  public long oldest() {
    return timeline.oldest();
  }

  @Override
  public Executor notifier() {
    return notifier;
  }

  boolean await(long revision, Duration atMost) {
    return waiters.await(revision, atMost);
  }

  /**
   * Replaces everything. Watches end: nobody knows what happened between the two states.
   *
   * @param history entries up to the snapshot, for watches from before a restart; may be empty
   */
  void replace(Snapshot snapshot, long historyAfter, List<LogEntry> history) {
    lock.lock();
    try {
      timeline.restart(historyAfter);
      for (LogEntry entry : history) {
        timeline.add(
            entry.revision(),
            entry.committedAt(),
            null,
            entry.changes().stream().map(SharedEvent::new).toList());
      }
      String operation = history.isEmpty() ? "" : history.getLast().operationId();
      Image loaded = Image.of(snapshot, operation, labels);
      timeline.mark(loaded, clock.instant());
      image = loaded;
      early.headMap(loaded.revision(), true).clear();
      applyEarly();
      endWatches();
    } finally {
      lock.unlock();
    }
    waiters.advanced();
  }

  private void endWatches() {
    for (Channel channel : channels.all()) {
      channel.cursors().forEach(ChannelCursor::fallBehind);
    }
  }

  /** Takes committed entries, in any order, any number of times. */
  void accept(List<LogEntry> entries) {
    lock.lock();
    try {
      for (LogEntry entry : entries) {
        if (entry.revision() == image.revision() + 1) {
          apply(entry);
        } else if (entry.revision() > image.revision()) {
          early.put(entry.revision(), entry);
        }
      }
      early.headMap(image.revision(), true).clear();
      applyEarly();
    } finally {
      lock.unlock();
    }
    waiters.advanced();
  }

  private void applyEarly() {
    while (!early.isEmpty() && early.firstKey() == image.revision() + 1) {
      apply(early.pollFirstEntry().getValue());
    }
  }

  private void apply(LogEntry entry) {
    Image.Step step = image.apply(entry, labels);
    List<SharedEvent> events = step.changes().stream().map(SharedEvent::new).toList();
    for (SharedEvent event : events) {
      channels.forEachOf(event.change(), channel -> channel.append(event));
    }
    timeline.add(entry.revision(), clock.instant(), step.image(), events);
    timeline.trim(clock.instant());
    image = step.image();
    for (SharedEvent event : events) {
      channels.forEachOf(event.change(), this::wakeSoon);
    }
  }

  private void wakeSoon(Channel channel) {
    if (channel.claimWake()) {
      notifier.execute(channel::wake);
    }
  }

  ChannelCursor watch(
      GroupResource resource,
      String namespace,
      String name,
      Predicate<ResourceObject> filter,
      long after)
      throws RevisionGoneException {
    Predicate<ResourceObject> selection =
        object ->
            (namespace.isEmpty() || namespace.equals(object.namespace()))
                && (name.isEmpty() || name.equals(object.name()))
                && filter.test(object);
    lock.lock();
    try {
      if (after < timeline.oldest()) {
        throw new RevisionGoneException(after, timeline.oldest());
      }
      ChannelIndex.Place place = ChannelIndex.place(resource, namespace, name, filter);
      List<SharedEvent> backlog = timeline.eventsAfter(after, event -> place.holds(event.change()));
      Channel channel = channels.open(place);
      ChannelCursor cursor = new ChannelCursor(channel, selection, backlog, after, this);
      channel.add(cursor);
      return cursor;
    } finally {
      lock.unlock();
    }
  }

  /** Every second or so: ages the window, ends watches that are too slow, forgets channels. */
  void tidy() {
    List<Channel> all;
    lock.lock();
    try {
      timeline.trim(clock.instant());
      channels.dropUnused();
      all = channels.all();
    } finally {
      lock.unlock();
    }
    for (Channel channel : all) {
      channel.cursors().forEach(ChannelCursor::expireIfTooSlow);
    }
  }
}

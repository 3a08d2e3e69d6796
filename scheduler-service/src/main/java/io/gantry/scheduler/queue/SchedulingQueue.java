package io.gantry.scheduler.queue;

import io.gantry.scheduler.framework.ClusterEvent;
import io.gantry.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pods that have no node.
 *
 * <pre>
 *              gates open                  taken
 *   GATED ───────────────► ACTIVE ────────────────► IN_FLIGHT ──bound or gone──► (out)
 *                            ▲                          │
 *          back-off is over  │                          ├──refused, nothing changed──► PARKED
 *                            │                          │                                │
 *                         BACK_OFF ◄──error, or changed─┘                                │
 *                            ▲                                                           │
 *                            └──an event that helps, an own change, or 5 minutes─────────┘
 * </pre>
 *
 * A change that happens while a pod is in flight may have come too late for the decision: it is
 * remembered, and a refusal then leads to BACK_OFF and not to PARKED, where nothing would wake the
 * pod. From PARKED a pod whose back-off is over goes straight to ACTIVE.
 *
 * <p>One thread only. Active pods are taken by priority, then first come, first served.
 */
public final class SchedulingQueue {
  static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
  static final Duration MOST_BACK_OFF = Duration.ofSeconds(10);
  static final Duration LONGEST_PARKING = Duration.ofMinutes(5);

  private enum Place {
    GATED,
    ACTIVE,
    BACK_OFF,
    PARKED,
    IN_FLIGHT
  }

  /** Sort keys change only while the entry is in no sorted set. */
  private static final class Entry {
    PodInfo pod;
    Place place;
    long turn;
    int attempts;
    Instant notBefore = Instant.MIN;
    Instant parkedUntil = Instant.MAX;
    Set<ClusterEvent> waitsFor = Set.of();
    final Set<ClusterEvent> missed = EnumSet.noneOf(ClusterEvent.class);
    boolean changed;

    Entry(PodInfo pod) {
      this.pod = pod;
    }
  }

  private static final Comparator<Entry> BY_PRIORITY =
      Comparator.<Entry>comparingInt(e -> -e.pod.priority()).thenComparingLong(e -> e.turn);
  private static final Comparator<Entry> BY_BACK_OFF =
      Comparator.<Entry, Instant>comparing(e -> e.notBefore).thenComparingLong(e -> e.turn);
  private static final Comparator<Entry> BY_PARKING =
      Comparator.<Entry, Instant>comparing(e -> e.parkedUntil).thenComparingLong(e -> e.turn);

  private final Map<String, Entry> entries = new HashMap<>();
  private final TreeSet<Entry> active = new TreeSet<>(BY_PRIORITY);
  private final TreeSet<Entry> backOff = new TreeSet<>(BY_BACK_OFF);
  private final TreeSet<Entry> parked = new TreeSet<>(BY_PARKING);
  private final Map<String, Entry> inFlight = new HashMap<>();
  private long turns;

  /** A new pod, or a new state of a known one. */
  public void put(PodInfo pod, Instant now) {
    Entry entry = entries.get(pod.uid());
    if (entry == null) {
      entry = new Entry(pod);
      entries.put(pod.uid(), entry);
      enter(entry, pod.demand().attributes().gated() ? Place.GATED : Place.ACTIVE);
      return;
    }
    boolean alike = entry.pod.schedulesLike(pod);
    if (entry.place == Place.IN_FLIGHT) {
      entry.pod = pod;
      entry.changed |= !alike;
      return;
    }
    leave(entry);
    entry.pod = pod;
    if (pod.demand().attributes().gated()) {
      enter(entry, Place.GATED);
    } else if (entry.place == Place.GATED) {
      enter(entry, Place.ACTIVE);
    } else if (entry.place == Place.PARKED && !alike) {
      wake(entry, now);
    } else {
      enter(entry, entry.place, entry.turn);
    }
  }

  public void remove(String uid) {
    Entry entry = entries.remove(uid);
    if (entry != null) {
      leave(entry);
    }
  }

  public boolean contains(String uid) {
    return entries.containsKey(uid);
  }

  public Set<String> uids() {
    return Set.copyOf(entries.keySet());
  }

  public boolean isInFlight(String uid) {
    return inFlight.containsKey(uid);
  }

  /** Takes the pod whose turn it is; it stays in flight until one of the outcomes is told. */
  public Optional<PodInfo> next(Instant now) {
    advance(now);
    Entry entry = active.pollFirst();
    if (entry == null) {
      return Optional.empty();
    }
    entry.attempts++;
    entry.missed.clear();
    entry.changed = false;
    enter(entry, Place.IN_FLIGHT);
    return Optional.of(entry.pod);
  }

  /** No node fits: the pod waits for one of these events. */
  public void refused(String uid, Set<ClusterEvent> waitsFor, Instant now) {
    Entry entry = landed(uid, now);
    if (entry == null) {
      return;
    }
    entry.waitsFor = waitsFor;
    boolean stale = entry.changed || entry.missed.stream().anyMatch(waitsFor::contains);
    if (entry.pod.demand().attributes().gated()) {
      enter(entry, Place.GATED);
    } else {
      entry.parkedUntil = now.plus(LONGEST_PARKING);
      enter(entry, stale ? Place.BACK_OFF : Place.PARKED);
    }
  }

  /** Something went wrong: the pod is tried again after its back-off. */
  public void retry(String uid, Instant now) {
    Entry entry = landed(uid, now);
    if (entry != null) {
      enter(entry, Place.BACK_OFF);
    }
  }

  private Entry landed(String uid, Instant now) {
    Entry entry = inFlight.remove(uid);
    if (entry != null) {
      entry.notBefore = now.plus(backOff(entry.attempts));
    }
    return entry;
  }

  /** Wakes the pods that wait for such an event. */
  public void happened(ClusterEvent event, Instant now) {
    inFlight.values().forEach(entry -> entry.missed.add(event));
    for (Entry entry : parked.toArray(new Entry[0])) {
      if (entry.waitsFor.contains(event)) {
        leave(entry);
        wake(entry, now);
      }
    }
  }

  /** When {@link #next} may have something without anything else happening; null for never. */
  public Instant nextDue() {
    if (!active.isEmpty()) {
      return Instant.MIN;
    }
    Instant due = backOff.isEmpty() ? null : backOff.first().notBefore;
    if (!parked.isEmpty() && (due == null || parked.first().parkedUntil.isBefore(due))) {
      due = parked.first().parkedUntil;
    }
    return due;
  }

  public int activeSize() {
    return active.size();
  }

  public int backOffSize() {
    return backOff.size();
  }

  public int parkedSize() {
    return parked.size();
  }

  private void advance(Instant now) {
    while (!backOff.isEmpty() && !backOff.first().notBefore.isAfter(now)) {
      enter(backOff.pollFirst(), Place.ACTIVE);
    }
    while (!parked.isEmpty() && !parked.first().parkedUntil.isAfter(now)) {
      wake(parked.pollFirst(), now);
    }
  }

  private void wake(Entry entry, Instant now) {
    enter(entry, entry.notBefore.isAfter(now) ? Place.BACK_OFF : Place.ACTIVE);
  }

  private void enter(Entry entry, Place place) {
    enter(entry, place, turns++);
  }

  private void enter(Entry entry, Place place, long turn) {
    entry.place = place;
    entry.turn = turn;
    switch (place) {
      case ACTIVE -> active.add(entry);
      case BACK_OFF -> backOff.add(entry);
      case PARKED -> parked.add(entry);
      case IN_FLIGHT -> inFlight.put(entry.pod.uid(), entry);
      case GATED -> {}
    }
  }

  private void leave(Entry entry) {
    switch (entry.place) {
      case ACTIVE -> active.remove(entry);
      case BACK_OFF -> backOff.remove(entry);
      case PARKED -> parked.remove(entry);
      case IN_FLIGHT -> inFlight.remove(entry.pod.uid());
      case GATED -> {}
    }
  }

  /** 1, 2, 4, 8, 10, 10 ... seconds. */
  static Duration backOff(int attempts) {
    Duration delay = FIRST_BACK_OFF.multipliedBy(1L << Math.min(Math.max(attempts - 1, 0), 10));
    return delay.compareTo(MOST_BACK_OFF) > 0 ? MOST_BACK_OFF : delay;
  }
}

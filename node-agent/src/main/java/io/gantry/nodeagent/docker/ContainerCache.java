package io.gantry.nodeagent.docker;

import io.gantry.nodeagent.runtime.ContainerState;
import io.gantry.nodeagent.runtime.ContainerSummary;
import io.gantry.nodeagent.runtime.ObservedContainer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The node's containers as lists, events and our own calls show them, so that a look at a pod asks
 * the engine only for what has changed: a list costs it a walk over all containers, an inspection
 * half a millisecond, and a pod's start looks ten times.
 *
 * <pre>
 *   deaf ──hear──► hearing, incomplete ──a list asked for since──► complete
 *    ▲                     │                                          │
 *    └───────deaf──────────┴──────────────────────────────────────────┘
 * </pre>
 *
 * Which containers a pod has is known while complete. What an inspection showed of one that runs or
 * has ended is known until something touches it. Events may be missed all the same: each list that
 * is asked for corrects what differs.
 *
 * <p>Races. An answer tells of some moment between question and answer, so each question takes
 * {@link #now} first, and its answer counts for nothing about containers touched since.
 */
final class ContainerCache {
  /**
   * @param seen empty when the engine must be asked
   */
  record Known(String id, Optional<ObservedContainer> seen) {}

  private static final class Entry {
    private final String pod;
    private ObservedContainer seen;
    private long touched;

    Entry(String pod) {
      this.pod = pod;
    }
  }

  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, Set<String>> pods = new HashMap<>();
  private final Set<String> ownStarts = new HashSet<>();
  private boolean hearing;
  private boolean complete;
  private long heard;
  private long clock;

  // --- reading --------------------------------------------------------------------------------

  /** The pod's containers; empty when only a list can say which they are. */
  synchronized Optional<List<Known>> pod(String uid) {
    if (!complete) {
      return Optional.empty();
    }
    List<Known> known = new ArrayList<>();
    for (String id : pods.getOrDefault(uid, Set.of())) {
      known.add(new Known(id, Optional.ofNullable(entries.get(id).seen)));
    }
    return Optional.of(known);
  }

  /** What is known of a container that a list shows in this state. */
  synchronized Optional<ObservedContainer> recall(String id, ContainerState listed) {
    return Optional.ofNullable(entries.get(id))
        .map(entry -> entry.seen)
        .filter(seen -> seen.state() == listed);
  }

  // --- answers of the engine ------------------------------------------------------------------

  /** The moment before a question. */
  synchronized long now() {
    return clock;
  }

  /** An inspection that was asked for at that moment. */
  synchronized void inspected(long asked, ObservedContainer seen) {
    // One that could not start is "created" in the list, and may yet be started.
    if (!hearing || seen.startFailed() || seen.state() == ContainerState.CREATED) {
      return;
    }
    Entry entry = entries.get(seen.id());
    if (entry != null && entry.touched <= asked) {
      entry.seen = seen;
    }
  }

  /** All of the node's containers, asked for at that moment. */
  synchronized void listed(long asked, List<ContainerSummary> containers) {
    if (!hearing || asked < heard) {
      return;
    }
    Set<String> there = new HashSet<>();
    for (ContainerSummary container : containers) {
      there.add(container.id());
      Entry entry = entries.get(container.id());
      if (entry == null) {
        // Perhaps removed since: then its inspection will say so.
        entry(container.id(), container.pod().uid());
      } else if (entry.touched <= asked
          && entry.seen != null
          && entry.seen.state() != container.state()) {
        entry.seen = null;
      }
    }
    for (String id : List.copyOf(entries.keySet())) {
      if (!there.contains(id) && entries.get(id).touched <= asked) {
        gone(id);
      }
    }
    complete = true;
  }

  // --- what changes containers ----------------------------------------------------------------

  /** Made, by us or by somebody else. */
  synchronized void created(String id, String pod) {
    if (hearing) {
      entry(id, pod);
      touched(id);
    }
  }

  /** Something happened to it. */
  synchronized void touched(String id) {
    Entry entry = entries.get(id);
    if (entry != null) {
      entry.seen = null;
      entry.touched = ++clock;
    }
  }

  synchronized void gone(String id) {
    ownStarts.remove(id);
    Entry entry = entries.remove(id);
    if (entry != null) {
      Set<String> ids = pods.get(entry.pod);
      ids.remove(id);
      if (ids.isEmpty()) {
        pods.remove(entry.pod);
      }
    }
  }

  /** We start it: whoever does looks for himself, so the event to come is no news. */
  synchronized void starting(String id) {
    touched(id);
    if (hearing) {
      ownStarts.add(id);
    }
  }

  /** We could not. */
  synchronized void notStarted(String id) {
    touched(id);
    ownStarts.remove(id);
  }

  /** It was started; false when that is our own doing. */
  synchronized boolean started(String id) {
    if (ownStarts.remove(id)) {
      return false;
    }
    touched(id);
    return true;
  }

  /** It ended; an event of our own start that is still to come was lost. */
  synchronized void ended(String id) {
    ownStarts.remove(id);
    touched(id);
  }

  // --- the event stream -----------------------------------------------------------------------

  /** Events arrive from now on. */
  synchronized void hear() {
    clear();
    hearing = true;
    heard = ++clock;
  }

  /** Events may be missed from now on. */
  synchronized void deaf() {
    clear();
    hearing = false;
  }

  private void clear() {
    entries.clear();
    pods.clear();
    ownStarts.clear();
    complete = false;
  }

  private void entry(String id, String pod) {
    entries.computeIfAbsent(
        id,
        key -> {
          pods.computeIfAbsent(pod, uid -> new LinkedHashSet<>()).add(key);
          return new Entry(pod);
        });
  }
}

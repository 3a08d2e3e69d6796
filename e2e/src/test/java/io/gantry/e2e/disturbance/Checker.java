package io.gantry.e2e.disturbance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares what was promised with what is there and with what each observer saw. Pure, so that its
 * own tests can show that it finds what it looks for.
 */
final class Checker {
  /**
   * @param uid of the object
   * @param counter of a counter object; else -1
   * @param operation the operation that made it, for objects whose name the server chose; else ""
   */
  record Stored(String uid, long counter, String operation) {}

  private final Promises promises;
  private final Map<String, Stored> stored;
  private final Map<String, List<String>> found = new LinkedHashMap<>();

  /**
   * @param stored all objects in the end, by name
   */
  Checker(Promises promises, Map<String, Stored> stored) {
    this.promises = promises;
    this.stored = stored;
  }

  /** What is wrong, by kind; nothing at all when all is well. */
  Map<String, List<String>> violations(List<History> watchers, History topic) {
    promises.violations().forEach(text -> violation("promises", text));
    lost();
    doubled();
    History truth = watchers.getFirst();
    for (History watcher : watchers) {
      order(watcher);
      compare(truth, watcher);
    }
    order(topic);
    compare(truth, topic);
    told(truth);
    return found;
  }

  private void violation(String kind, String text) {
    found.computeIfAbsent(kind, k -> new ArrayList<>()).add(text);
  }

  /** Nothing acknowledged is missing. */
  private void lost() {
    Map<String, String> deleted = promises.deleted();
    promises
        .created()
        .forEach(
            (name, write) -> {
              Stored now = stored.get(name);
              if (deleted.containsKey(name)) {
                if (now != null && now.uid().equals(deleted.get(name))) {
                  violation("lost", name + " was deleted and is there");
                }
              } else if (now == null) {
                violation("lost", name + " was created and is not there");
              } else if (!now.uid().equals(write.uid())) {
                violation("lost", name + " is another object than the one that was created");
              }
            });
    promises
        .counted()
        .forEach(
            (name, count) -> {
              long now = stored.containsKey(name) ? stored.get(name).counter() : -1;
              if (now != count) {
                violation(
                    now < count ? "lost" : "doubled",
                    name + " stands at " + now + " after " + count + " increments");
              }
            });
  }

  /** Nothing is there that nobody asked for, or that was asked for once and is there twice. */
  private void doubled() {
    Set<String> created = promises.created().keySet();
    Map<String, List<String>> byOperation = new HashMap<>();
    stored.forEach(
        (name, now) -> {
          if (!created.contains(name) && !promises.counted().containsKey(name)) {
            violation("doubled", name + " is there, and nobody was told that it was created");
          }
          if (!now.operation().isEmpty()) {
            byOperation.computeIfAbsent(now.operation(), o -> new ArrayList<>()).add(name);
          }
        });
    byOperation.forEach(
        (operation, names) -> {
          if (names.size() > 1) {
            violation("doubled", operation + " made " + new TreeSet<>(names));
          }
          if (promises.abandoned().contains(operation)) {
            violation("doubled", operation + " was seen not to have happened, and made " + names);
          }
        });
  }

  /** Revisions grow; an object is added once, then modified, then deleted once, each seen once. */
  private void order(History history) {
    long last = 0;
    Map<String, String> alive = new HashMap<>();
    Set<String> gone = new HashSet<>();
    Map<String, Long> counters = new HashMap<>();
    String who = history.observer() + ": ";
    if (history.gaps() > 0) {
      violation("gap", who + "had to list again " + history.gaps() + " times");
    }
    for (Seen seen : history.seen()) {
      String what = who + seen.type() + " " + seen.name() + " at " + seen.revision();
      if (seen.revision() <= last) {
        violation("order", what + " came after " + last);
      }
      last = Math.max(last, seen.revision());
      String known = alive.get(seen.name());
      switch (seen.type()) {
        case "ADDED" -> {
          if (known != null || gone.contains(seen.uid())) {
            violation("order", what + ", which was known");
          }
          alive.put(seen.name(), seen.uid());
        }
        case "MODIFIED" -> {
          if (!seen.uid().equals(known)) {
            violation("gap", what + ", which was not known");
          }
        }
        default -> {
          if (!seen.uid().equals(known)) {
            violation("gap", what + ", which was not known");
          }
          alive.remove(seen.name());
          gone.add(seen.uid());
        }
      }
      if (seen.counter() >= 0 && !seen.type().equals("DELETED")) {
        Long before = counters.put(seen.name(), seen.counter());
        if (seen.counter() != (before == null ? 0 : before + 1)) {
          violation("gap", what + ": from " + before + " to " + seen.counter());
        }
      }
    }
  }

  /** Two observers saw the same. */
  private void compare(History truth, History other) {
    Map<Long, Seen> expected = byRevision(truth);
    Map<Long, Seen> actual = byRevision(other);
    Set<Long> missing = new TreeSet<>(expected.keySet());
    missing.removeAll(actual.keySet());
    Set<Long> more = new TreeSet<>(actual.keySet());
    more.removeAll(expected.keySet());
    missing.forEach(r -> violation("gap", other.observer() + " did not see " + expected.get(r)));
    more.forEach(r -> violation("gap", truth.observer() + " did not see " + actual.get(r)));
    expected.forEach(
        (revision, seen) -> {
          Seen there = actual.get(revision);
          if (there != null && !there.equals(seen)) {
            violation("order", other.observer() + " saw " + there + " as " + seen);
          }
        });
  }

  private static Map<Long, Seen> byRevision(History history) {
    return history.seen().stream()
        .collect(Collectors.toMap(Seen::revision, seen -> seen, (a, b) -> a, TreeMap::new));
  }

  /** Each acknowledged write was told, under the revision that its answer named. */
  private void told(History history) {
    Map<Long, Seen> seen = byRevision(history);
    promises
        .created()
        .forEach(
            (name, write) -> {
              Seen there = seen.get(write.revision());
              if (write.revision() > 0
                  && (there == null
                      || !there.type().equals("ADDED")
                      || !there.uid().equals(write.uid()))) {
                violation("gap", name + " was created at " + write.revision() + ", seen " + there);
              }
            });
    promises
        .updates()
        .forEach(
            (revision, name) -> {
              Seen there = seen.get(revision);
              if (there == null || !there.name().equals(name)) {
                violation("gap", name + " was updated at " + revision + ", seen " + there);
              }
            });
    Set<String> deletions =
        history.seen().stream()
            .filter(event -> event.type().equals("DELETED"))
            .map(Seen::uid)
            .collect(Collectors.toSet());
    promises
        .deleted()
        .forEach(
            (name, uid) -> {
              if (!deletions.contains(uid)) {
                violation("gap", name + " was deleted, and nobody saw it");
              }
            });
  }
}

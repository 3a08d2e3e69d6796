package io.gantry.e2e.disturbance;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the API acknowledged, and what callers found out for themselves after a lost answer. */
final class Promises {
  /** An acknowledged write, with the revision the answer named; 0 where the outcome was learned. */
  record Write(String uid, long revision) {}

  private final Map<String, Write> created = new ConcurrentHashMap<>();
  private final Map<String, String> deleted = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> counted = new ConcurrentHashMap<>();
  private final Map<Long, String> updates = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> tallies = new ConcurrentHashMap<>();
  private final Set<String> abandoned = ConcurrentHashMap.newKeySet();
  private final Set<String> violations = Collections.synchronizedSet(new TreeSet<>());

  void created(String name, String uid, long revision) {
    created.put(name, new Write(uid, revision));
  }

  void deleted(String name, String uid) {
    deleted.put(name, uid);
  }

  /** One more increment of a counter took effect. */
  void incremented(String counter, long revision) {
    counted.computeIfAbsent(counter, name -> new AtomicLong()).incrementAndGet();
    if (revision > 0) {
      updates.put(revision, counter);
    }
  }

  /** A create of which its caller found out that it did not happen. */
  void abandoned(String operation) {
    abandoned.add(operation);
  }

  void tally(String what) {
    tallies.computeIfAbsent(what, name -> new AtomicLong()).incrementAndGet();
  }

  void violated(String what) {
    violations.add(what);
  }

  Map<String, Write> created() {
    return new TreeMap<>(created);
  }

  Map<String, String> deleted() {
    return new TreeMap<>(deleted);
  }

  Map<Long, String> updates() {
    return new TreeMap<>(updates);
  }

  Map<String, Long> counted() {
    Map<String, Long> all = new TreeMap<>();
    counted.forEach((name, count) -> all.put(name, count.get()));
    return all;
  }

  Map<String, Long> tallies() {
    Map<String, Long> all = new TreeMap<>();
    tallies.forEach((name, count) -> all.put(name, count.get()));
    return all;
  }

  Set<String> abandoned() {
    return new TreeSet<>(abandoned);
  }

  Set<String> violations() {
    return new TreeSet<>(violations);
  }
}

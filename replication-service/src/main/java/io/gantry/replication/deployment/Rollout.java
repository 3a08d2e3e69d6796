package io.gantry.replication.deployment;

import io.gantry.replication.workload.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Deployment's ReplicaSets while one look at it is being planned: each decision sees the sets as
 * the earlier decisions leave them, and at the end every changed set is written once. Lives within
 * one call of the planner.
 */
final class Rollout {
  static final Comparator<ReplicaSet> OLDEST_FIRST =
      Comparator.comparing(ReplicaSet::created).thenComparing(ReplicaSet::name);
  static final Comparator<ReplicaSet> BIGGEST_THEN_OLDEST =
      Comparator.comparing((ReplicaSet set) -> -set.replicas()).thenComparing(OLDEST_FIRST);
  static final Comparator<ReplicaSet> BIGGEST_THEN_NEWEST =
      Comparator.comparing((ReplicaSet set) -> -set.replicas())
          .thenComparing(OLDEST_FIRST.reversed());

  private final Deployment deployment;
  private final Map<String, ReplicaSet> observed = new LinkedHashMap<>();
  private final Map<String, ReplicaSet> current = new LinkedHashMap<>();
  private final List<String> events = new ArrayList<>();

  /** The name of the set with the Deployment's template; null when there is none. */
  private final String newest;

  /** The set to be made; its size may still change in {@link #current}. */
  private final NewReplicaSet created;

  Rollout(Deployment deployment, List<ReplicaSet> sets, ReplicaSet newest, NewReplicaSet created) {
    this.deployment = deployment;
    sets.forEach(set -> observed.put(set.name(), set));
    current.putAll(observed);
    this.created = created;
    if (created != null) {
      current.put(created.name(), created.asObserved());
      this.newest = created.name();
    } else {
      this.newest = newest == null ? null : newest.name();
    }
  }

  Deployment deployment() {
    return deployment;
  }

  /** Null when there is none yet. */
  ReplicaSet newest() {
    return newest == null ? null : current.get(newest);
  }

  List<ReplicaSet> old() {
    return current.values().stream().filter(set -> !set.name().equals(newest)).toList();
  }

  List<ReplicaSet> all() {
    return List.copyOf(current.values());
  }

  List<ReplicaSet> activeOld() {
    return old().stream().filter(set -> set.replicas() > 0).toList();
  }

  NewReplicaSet created() {
    return created;
  }

  /** Replaces what is not the size: annotations, {@code minReadySeconds}. */
  void put(ReplicaSet set) {
    current.put(set.name(), set);
  }

  /**
   * Sets the set's size and notes the Deployment's size with it.
   *
   * @return whether the size changed
   */
  boolean scale(ReplicaSet set, int to) {
    int from = current.get(set.name()).replicas();
    current.computeIfPresent(
        set.name(),
        (name, now) ->
            now.withReplicas(to)
                .withAnnotations(Annotations.withSize(now.annotations(), deployment)));
    if (from == to) {
      return false;
    }
    events.add(
        "Scaled %s replica set %s from %d to %d"
            .formatted(from < to ? "up" : "down", set.name(), from, to));
    return true;
  }

  /** Messages of the events to tell, in order. */
  List<String> events() {
    return events;
  }

  /** The sets that changed, except the one to be made. */
  List<ReplicaSet> changed() {
    return current.values().stream()
        .filter(set -> observed.containsKey(set.name()))
        .filter(set -> !set.equals(observed.get(set.name())))
        .toList();
  }

  static int specReplicas(List<ReplicaSet> sets) {
    return sets.stream().mapToInt(ReplicaSet::replicas).sum();
  }

  /** All that is available, also what is about to go: what a status shows. */
  static int availableReplicas(List<ReplicaSet> sets) {
    return sets.stream().mapToInt(set -> set.status().available()).sum();
  }

  /** What is available of the pods a set will keep: what may be counted on. */
  static int lastingReplicas(ReplicaSet set) {
    return Math.min(set.status().available(), set.replicas());
  }

  /**
   * Whether the set's count of available pods was made before its size last changed, so that some
   * of them may have gone already.
   */
  static boolean isOutdated(ReplicaSet set) {
    return set.status().available() > 0 && set.status().observedGeneration() < set.generation();
  }

  static Stream<ReplicaSet> active(Stream<ReplicaSet> sets) {
    return sets.filter(set -> set.replicas() > 0);
  }
}

package io.gantry.scheduler;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.scheduler.framework.ClusterEvent;
import io.gantry.scheduler.framework.Diagnosis;
import io.gantry.scheduler.framework.FilterPlugin;
import io.gantry.scheduler.framework.Nominations;
import io.gantry.scheduler.framework.Placement;
import io.gantry.scheduler.framework.SchedulingAlgorithm;
import io.gantry.scheduler.preemption.Budget;
import io.gantry.scheduler.preemption.Preemption;
import io.gantry.scheduler.preemption.PreemptionPlanner;
import io.gantry.scheduler.queue.SchedulingQueue;
import io.gantry.scheduler.snapshot.ClusterCache;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The scheduler without threads, clock or input and output: it is told what happened and asked what
 * to do next. One thread owns it; the same calls with the same seed give the same decisions.
 */
final class SchedulerEngine {
  private final SchedulingAlgorithm algorithm;
  private final PreemptionPlanner preemption;
  private final ClusterCache cache = new ClusterCache();
  private final SchedulingQueue queue = new SchedulingQueue();
  private final Map<ObjectKey, Budget> budgets = new TreeMap<>();
  private final Map<String, Map<String, String>> namespaces = new TreeMap<>();
  private final Map<String, ClusterSnapshot.ClaimState> claims = new TreeMap<>();
  private final Set<Source> missing = EnumSet.allOf(Source.class);
  private final List<Decision> held = new ArrayList<>();
  private Nominations nominations = Nominations.NONE;

  /** The resources the engine is told about; it decides nothing before it has seen all. */
  enum Source {
    PODS,
    NODES,
    NAMESPACES,
    CLAIMS,
    BUDGETS
  }

  SchedulerEngine(SchedulingAlgorithm algorithm) {
    this.algorithm = algorithm;
    this.preemption = new PreemptionPlanner(algorithm.profile().filters());
  }

  SchedulingQueue queue() {
    return queue;
  }

  ClusterCache cache() {
    return cache;
  }

  void snapshot(Source source, List<ResourceObject> objects, Instant now) {
    switch (source) {
      case PODS -> pods(objects, now);
      case NODES -> nodes(objects, now);
      case NAMESPACES -> {
        namespaces.clear();
        objects.forEach(object -> namespaces.put(object.name(), object.labels()));
        namespacesChanged(now);
      }
      case CLAIMS -> {
        claims.clear();
        objects.forEach(object -> claims.put(object.key().namespacedName(), claim(object)));
        claimsChanged(now);
      }
      case BUDGETS -> {
        budgets.clear();
        objects.forEach(object -> budgets.put(object.key(), Budget.of(object)));
      }
    }
    missing.remove(source);
  }

  void changed(Source source, Change change, Instant now) {
    ResourceObject object = change.object();
    boolean gone = change.type() == Change.Type.DELETED;
    switch (source) {
      case PODS -> {
        if (gone) {
          podGone(object.uid(), now);
        } else {
          pod(PodInfo.of(object), now);
        }
      }
      case NODES -> {
        if (gone) {
          cache.removeNode(object.name());
        } else {
          node(object, now);
        }
      }
      case NAMESPACES -> {
        if (gone) {
          namespaces.remove(object.name());
        } else {
          namespaces.put(object.name(), object.labels());
        }
        namespacesChanged(now);
      }
      case CLAIMS -> {
        if (gone) {
          claims.remove(object.key().namespacedName());
        } else {
          claims.put(object.key().namespacedName(), claim(object));
        }
        claimsChanged(now);
      }
      case BUDGETS -> {
        if (gone) {
          budgets.remove(object.key());
        } else {
          budgets.put(object.key(), Budget.of(object));
        }
      }
    }
  }

  private void pods(List<ResourceObject> objects, Instant now) {
    Set<String> present = new HashSet<>();
    for (ResourceObject object : objects) {
      present.add(object.uid());
      pod(PodInfo.of(object), now);
    }
    Set<String> known = new HashSet<>(queue.uids());
    known.addAll(cache.placedUids());
    known.removeAll(present);
    known.forEach(uid -> podGone(uid, now));
  }

  private void nodes(List<ResourceObject> objects, Instant now) {
    Set<String> gone = new HashSet<>(cache.nodeNames());
    for (ResourceObject object : objects) {
      gone.remove(object.name());
      node(object, now);
    }
    gone.forEach(cache::removeNode);
  }

  private void node(ResourceObject object, Instant now) {
    NodeInfo.Description description = NodeInfo.Description.of(object);
    NodeInfo before = cache.node(object.name());
    if (before != null && before.node().equals(description)) {
      return;
    }
    cache.putNode(description);
    queue.happened(before == null ? ClusterEvent.NODE_ADDED : ClusterEvent.NODE_CHANGED, now);
  }

  private void pod(PodInfo pod, Instant now) {
    if (pod.assigned()) {
      nominations = nominations.without(pod.uid());
      queue.remove(pod.uid());
      if (pod.state().terminal()) {
        unplace(pod.uid(), now);
        return;
      }
      PodInfo before = cache.pod(pod.uid());
      cache.putPod(pod);
      if (before == null || !before.labels().equals(pod.labels())) {
        queue.happened(ClusterEvent.POD_PLACED, now);
      }
    } else if (pod.state().terminal() || !isOurs(pod)) {
      podGone(pod.uid(), now);
    } else if (!cache.isAssumed(pod.uid()) || queue.isInFlight(pod.uid())) {
      // an assumed pod that is not in flight is bound already: this is what it was before
      waiting(pod, now);
    }
  }

  private void waiting(PodInfo pod, Instant now) {
    if (pod.demand().attributes().gated() && !saysGated(pod)) {
      held.add(new Decision.Hold(pod));
    }
    String promised = pod.state().nominatedNode();
    if (!promised.isEmpty() && nominations.nodeOf(pod.uid()).isEmpty()) {
      nominations = nominations.with(pod, promised);
    }
    queue.put(pod, now);
  }

  private boolean isOurs(PodInfo pod) {
    return pod.demand().attributes().schedulerName().equals(algorithm.profile().schedulerName());
  }

  private static boolean saysGated(PodInfo pod) {
    return Json.items(pod.object().tree(), "status", "conditions").stream()
        .anyMatch(
            condition ->
                Json.text(condition, "type").equals("PodScheduled")
                    && Json.text(condition, "reason").equals("SchedulingGated"));
  }

  private void podGone(String uid, Instant now) {
    nominations = nominations.without(uid);
    queue.remove(uid);
    unplace(uid, now);
  }

  private void unplace(String uid, Instant now) {
    if (cache.removePod(uid) != null) {
      queue.happened(ClusterEvent.POD_GONE, now);
    }
  }

  private void namespacesChanged(Instant now) {
    cache.namespaces(namespaces);
    queue.happened(ClusterEvent.NAMESPACE_CHANGED, now);
  }

  private void claimsChanged(Instant now) {
    cache.claims(claims);
    queue.happened(ClusterEvent.CLAIM_CHANGED, now);
  }

  private static ClusterSnapshot.ClaimState claim(ResourceObject object) {
    var tree = object.tree();
    return new ClusterSnapshot.ClaimState(
        Json.text(tree, "status", "phase"),
        object.deleting(),
        Json.text(tree, "spec", "volumeName"));
  }

  /** What to do now; empty when there is nothing to do before {@link #nextDue}. */
  Optional<Decision> next(Instant now) {
    if (!held.isEmpty()) {
      return Optional.of(held.removeFirst());
    }
    if (!missing.isEmpty()) {
      return Optional.empty();
    }
    for (Optional<PodInfo> next = queue.next(now); next.isPresent(); next = queue.next(now)) {
      PodInfo pod = next.get();
      if (pod.deleting()) {
        // nothing starts any more: its finalizers are what it waits for
        queue.remove(pod.uid());
        continue;
      }
      return Optional.of(decide(pod));
    }
    return Optional.empty();
  }

  private Decision decide(PodInfo pod) {
    ClusterSnapshot snapshot = cache.snapshot();
    return switch (algorithm.place(pod, snapshot, nominations)) {
      case Placement.On(String node, int _) -> {
        cache.assume(pod, node);
        nominations = nominations.without(pod.uid());
        yield new Decision.Assign(pod, node);
      }
      case Placement.Nowhere(Diagnosis diagnosis) -> refuse(pod, snapshot, diagnosis);
    };
  }

  private Decision refuse(PodInfo pod, ClusterSnapshot snapshot, Diagnosis diagnosis) {
    Set<ClusterEvent> waitsFor = waitsFor(diagnosis);
    if (diagnosis.allNodes() == 0) {
      nominations = nominations.without(pod.uid());
      return new Decision.Refuse(pod, diagnosis.message(""), null, "", waitsFor);
    }
    return switch (preemption.plan(
        pod, snapshot, diagnosis, nominations, List.copyOf(budgets.values()))) {
      case Preemption.Evict evict -> {
        for (PodInfo lesser : nominations.lessImportant(evict.node(), pod.priority())) {
          nominations = nominations.without(lesser.uid());
        }
        nominations = nominations.with(pod, evict.node());
        yield new Decision.Refuse(pod, diagnosis.message(""), evict, evict.node(), waitsFor);
      }
      case Preemption.Futile(String message, boolean clear) -> {
        if (clear) {
          nominations = nominations.without(pod.uid());
        }
        yield new Decision.Refuse(
            pod, diagnosis.message(message), null, nominations.nodeOf(pod.uid()), waitsFor);
      }
    };
  }

  private Set<ClusterEvent> waitsFor(Diagnosis diagnosis) {
    Set<ClusterEvent> events = EnumSet.of(ClusterEvent.NODE_ADDED);
    for (FilterPlugin plugin : algorithm.profile().filters()) {
      if (diagnosis.plugins().contains(plugin.name())) {
        events.addAll(plugin.unblockedBy());
      }
    }
    return events;
  }

  /** Whether all sources have been seen. */
  boolean isReady() {
    return missing.isEmpty();
  }

  /** When to ask again if nothing happens; null for never. */
  Instant nextDue() {
    return missing.isEmpty() ? queue.nextDue() : null;
  }

  /** The API accepted the assignment. The assumption stays until the feed shows the pod there. */
  void bound(PodInfo pod) {
    queue.remove(pod.uid());
  }

  /**
   * The API refused the assignment, or did not answer.
   *
   * @param gone whether the pod is no more
   */
  void bindFailed(PodInfo pod, boolean gone, Instant now) {
    cache.forget(pod.uid());
    if (gone) {
      queue.remove(pod.uid());
    } else {
      queue.retry(pod.uid(), now);
    }
    queue.happened(ClusterEvent.POD_GONE, now);
  }

  /** The refusal is written down. */
  void refused(Decision.Refuse refusal, boolean written, Instant now) {
    if (written) {
      queue.refused(refusal.pod().uid(), refusal.waitsFor(), now);
    } else {
      queue.retry(refusal.pod().uid(), now);
    }
  }
}

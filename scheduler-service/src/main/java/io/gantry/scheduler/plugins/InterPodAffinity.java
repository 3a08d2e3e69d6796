package io.gantry.scheduler.plugins;

import io.gantry.scheduler.framework.ClusterEvent;
import io.gantry.scheduler.framework.FilterPlugin;
import io.gantry.scheduler.framework.Preparation;
import io.gantry.scheduler.framework.ScorePlugin;
import io.gantry.scheduler.framework.Verdict;
import io.gantry.scheduler.snapshot.AffinityTerm;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodAffinity;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pods near to and far from other pods; a placed pod's own aversions count as well. */
public final class InterPodAffinity implements FilterPlugin, ScorePlugin {
  /** A value of a node label. */
  private record Domain(String key, String value) {}

  @Override
  public String name() {
    return "InterPodAffinity";
  }

  @Override
  public Set<ClusterEvent> unblockedBy() {
    return Set.of(
        ClusterEvent.NODE_ADDED,
        ClusterEvent.NODE_CHANGED,
        ClusterEvent.POD_PLACED,
        ClusterEvent.POD_GONE,
        ClusterEvent.NAMESPACE_CHANGED);
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    PodAffinity own = pod.demand().affinity();
    boolean picky = !own.required().isEmpty() || !own.requiredAnti().isEmpty();
    Set<Domain> forbidden = snapshot.affinityInUse() ? forbiddenByOthers(pod, snapshot) : Set.of();
    if (!picky && forbidden.isEmpty()) {
      return Preparation.SKIP;
    }
    Set<Domain> near = new HashSet<>();
    Set<Domain> far = new HashSet<>();
    if (picky) {
      for (NodeInfo node : snapshot.nodes()) {
        for (PodInfo other : node.pods()) {
          note(own.requiredAnti(), other, node, snapshot, far);
          // affinity is to a pod that satisfies all terms at once
          if (own.required().stream().allMatch(t -> matches(t, other, snapshot))) {
            own.required().forEach(term -> domain(term, node, near));
          }
        }
      }
    }
    // the first of a group that wants to be near its like: nobody is there yet, itself will do
    boolean first =
        near.isEmpty() && own.required().stream().allMatch(t -> matches(t, pod, snapshot));
    return Preparation.check(node -> test(own, forbidden, near, far, first, node));
  }

  private static Verdict test(
      PodAffinity own,
      Set<Domain> forbidden,
      Set<Domain> near,
      Set<Domain> far,
      boolean first,
      NodeInfo node) {
    for (AffinityTerm term : own.required()) {
      String value = node.labels().get(term.topologyKey());
      if (value == null || (!first && !near.contains(new Domain(term.topologyKey(), value)))) {
        return Verdict.unsuitable("node(s) didn't match pod affinity rules");
      }
    }
    for (AffinityTerm term : own.requiredAnti()) {
      String value = node.labels().get(term.topologyKey());
      if (value != null && far.contains(new Domain(term.topologyKey(), value))) {
        return Verdict.occupied("node(s) didn't match pod anti-affinity rules");
      }
    }
    for (Domain domain : forbidden) {
      if (domain.value.equals(node.labels().get(domain.key))) {
        return Verdict.occupied("node(s) didn't satisfy existing pods anti-affinity rules");
      }
    }
    return Verdict.FITS;
  }

  private static Set<Domain> forbiddenByOthers(PodInfo pod, ClusterSnapshot snapshot) {
    Set<Domain> forbidden = new HashSet<>();
    for (NodeInfo node : snapshot.nodes()) {
      for (PodInfo other : node.pods()) {
        note(other.demand().affinity().requiredAnti(), pod, node, snapshot, forbidden);
      }
    }
    return forbidden;
  }

  /** Adds the node's domain for each term that matches the pod. */
  private static void note(
      List<AffinityTerm> terms,
      PodInfo pod,
      NodeInfo node,
      ClusterSnapshot snapshot,
      Set<Domain> into) {
    for (AffinityTerm term : terms) {
      if (matches(term, pod, snapshot)) {
        domain(term, node, into);
      }
    }
  }

  private static void domain(AffinityTerm term, NodeInfo node, Set<Domain> into) {
    String value = node.labels().get(term.topologyKey());
    if (value != null) {
      into.add(new Domain(term.topologyKey(), value));
    }
  }

  private static boolean matches(AffinityTerm term, PodInfo pod, ClusterSnapshot snapshot) {
    return term.matches(pod, snapshot.namespaceLabels());
  }

  @Override
  public long[] score(PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> nodes) {
    PodAffinity own = pod.demand().affinity();
    if (own.preferred().isEmpty() && own.preferredAnti().isEmpty() && !snapshot.affinityInUse()) {
      return null;
    }
    Map<Domain, Long> weights = new HashMap<>();
    for (NodeInfo node : snapshot.nodes()) {
      for (PodInfo other : node.pods()) {
        add(own.preferred(), other, node, snapshot, 1, weights);
        add(own.preferredAnti(), other, node, snapshot, -1, weights);
        PodAffinity theirs = other.demand().affinity();
        // a required wish of a placed pod counts as a slight preference of ours
        add(theirs.required(), pod, node, snapshot, 1, weights);
        add(theirs.preferred(), pod, node, snapshot, 1, weights);
        add(theirs.preferredAnti(), pod, node, snapshot, -1, weights);
      }
    }
    if (weights.isEmpty()) {
      return null;
    }
    long[] scores = new long[nodes.size()];
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int i = 0; i < scores.length; i++) {
      for (Map.Entry<Domain, Long> weight : weights.entrySet()) {
        Domain domain = weight.getKey();
        if (domain.value.equals(nodes.get(i).labels().get(domain.key))) {
          scores[i] += weight.getValue();
        }
      }
      min = Math.min(min, scores[i]);
      max = Math.max(max, scores[i]);
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] = max == min ? 0 : MAX * (scores[i] - min) / (max - min);
    }
    return scores;
  }

  private static void add(
      List<AffinityTerm> terms,
      PodInfo pod,
      NodeInfo node,
      ClusterSnapshot snapshot,
      int sign,
      Map<Domain, Long> into) {
    for (AffinityTerm term : terms) {
      String value = node.labels().get(term.topologyKey());
      if (value != null && matches(term, pod, snapshot)) {
        long weight = term.weight() == 0 ? 1 : term.weight();
        into.merge(new Domain(term.topologyKey(), value), sign * weight, Long::sum);
      }
    }
  }
}

package io.gantry.scheduler.plugins;

import io.gantry.scheduler.framework.ClusterEvent;
import io.gantry.scheduler.framework.FilterPlugin;
import io.gantry.scheduler.framework.Preparation;
import io.gantry.scheduler.framework.ScorePlugin;
import io.gantry.scheduler.framework.Verdict;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.NodeChoice;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.NodeTerm;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code nodeSelector} and node affinity, required and preferred. */
public final class NodeAffinity implements FilterPlugin, ScorePlugin {
  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  public Set<ClusterEvent> unblockedBy() {
    return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.NODE_CHANGED);
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    NodeChoice choice = pod.demand().nodes();
    if (choice.isEmpty()) {
      return Preparation.SKIP;
    }
    Set<String> names = names(choice);
    if (names != null && names.isEmpty()) {
      return new Preparation.Reject("pod affinity terms conflict");
    }
    return new Preparation.Check(
        node ->
            choice.accepts(node)
                ? Verdict.FITS
                : Verdict.unsuitable("node(s) didn't match Pod's node affinity/selector"),
        names);
  }

  /** The names the alternatives allow, if every one of them names nodes; else null. */
  private static Set<String> names(NodeChoice choice) {
    if (choice.required() == null || choice.required().isEmpty()) {
      return null;
    }
    Set<String> all = new TreeSet<>();
    for (NodeTerm term : choice.required()) {
      Set<String> names = term.names();
      if (names == null) {
        return null;
      }
      all.addAll(names);
    }
    return all;
  }

  @Override
  public long[] score(PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> nodes) {
    List<NodeChoice.Preferred> preferred = pod.demand().nodes().preferred();
    if (preferred.isEmpty()) {
      return null;
    }
    long[] scores = new long[nodes.size()];
    for (int i = 0; i < scores.length; i++) {
      for (NodeChoice.Preferred wish : preferred) {
        if (wish.term().matches(nodes.get(i))) {
          scores[i] += wish.weight();
        }
      }
    }
    return ScorePlugin.normalize(scores, false);
  }
}

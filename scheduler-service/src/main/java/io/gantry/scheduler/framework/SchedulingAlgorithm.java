package io.gantry.scheduler.framework;

import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Looks for the best node: filters, then scores, then draws among the best. In a large cluster it
 * stops looking once enough nodes fit, and starts the next search where this one ended, so that all
 * nodes get their turn. Deterministic for a seed; used by one thread.
 */
public final class SchedulingAlgorithm {
  private static final int MIN_FEASIBLE = 100;
  private static final int MIN_PERCENT = 5;

  private final Profile profile;
  private final RandomGenerator random;
  private int start;

  public SchedulingAlgorithm(Profile profile, RandomGenerator random) {
    this.profile = profile;
    this.random = random;
  }

  public Profile profile() {
    return profile;
  }

  public Placement place(PodInfo pod, ClusterSnapshot snapshot, Nominations nominations) {
    int all = snapshot.nodes().size();
    if (all == 0) {
      return new Placement.Nowhere(
          new Diagnosis(
              0, Map.of(), new Verdict(Verdict.Kind.UNSUITABLE, List.of()), "", Set.of()));
    }
    PreparedFilters filters = PreparedFilters.of(profile.filters(), pod, snapshot);
    if (!filters.rejection().isEmpty()) {
      return new Placement.Nowhere(
          new Diagnosis(
              all,
              Map.of(),
              Verdict.unsuitable(filters.rejection()),
              filters.rejection(),
              Set.of(filters.rejectedBy())));
    }
    Map<String, Verdict> refusals = new HashMap<>();
    Set<String> plugins = new TreeSet<>();
    List<NodeInfo> feasible =
        feasible(pod, snapshot.nodes(), filters, nominations, refusals, plugins);
    if (feasible.isEmpty()) {
      plugins.addAll(filters.restrictedBy());
      return new Placement.Nowhere(new Diagnosis(all, refusals, restriction(filters), "", plugins));
    }
    NodeInfo best = feasible.size() == 1 ? feasible.getFirst() : best(pod, snapshot, feasible);
    return new Placement.On(best.name(), feasible.size());
  }

  private List<NodeInfo> feasible(
      PodInfo pod,
      List<NodeInfo> nodes,
      PreparedFilters filters,
      Nominations nominations,
      Map<String, Verdict> refusals,
      Set<String> plugins) {
    int all = nodes.size();
    int enough = enough(all);
    int from = start % all;
    List<NodeInfo> feasible = new ArrayList<>();
    int looked = 0;
    while (looked < all && feasible.size() < enough) {
      NodeInfo node = nodes.get((from + looked++) % all);
      if (filters.onlyNodes() != null && !filters.onlyNodes().contains(node.name())) {
        continue;
      }
      PreparedFilters.Finding finding = filters.test(node, pod, nominations);
      if (finding.verdict().fits()) {
        feasible.add(node);
      } else {
        refusals.put(node.name(), finding.verdict());
        plugins.add(finding.plugin());
      }
    }
    start = (from + looked) % all;
    return feasible;
  }

  private static Verdict restriction(PreparedFilters filters) {
    return filters.onlyNodes() == null
        ? new Verdict(Verdict.Kind.UNSUITABLE, List.of())
        : Verdict.unsuitable(
            "node(s) didn't satisfy plugin(s) [" + String.join(" ", filters.restrictedBy()) + "]");
  }

  /** How many fitting nodes are choice enough: all up to 100, half and less of thousands. */
  static int enough(int nodes) {
    if (nodes <= MIN_FEASIBLE) {
      return nodes;
    }
    int percent = Math.max(MIN_PERCENT, 50 - nodes / 125);
    return Math.max(MIN_FEASIBLE, nodes * percent / 100);
  }

  private NodeInfo best(PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> feasible) {
    long[] totals = new long[feasible.size()];
    profile
        .scores()
        .forEach(
            (plugin, weight) -> {
              long[] scores = plugin.score(pod, snapshot, feasible);
              if (scores != null) {
                for (int i = 0; i < totals.length; i++) {
                  totals[i] += weight * scores[i];
                }
              }
            });
    int best = 0;
    int ties = 1;
    for (int i = 1; i < totals.length; i++) {
      if (totals[i] > totals[best]) {
        best = i;
        ties = 1;
      } else if (totals[i] == totals[best] && random.nextInt(++ties) == 0) {
        best = i;
      }
    }
    return feasible.get(best);
  }
}

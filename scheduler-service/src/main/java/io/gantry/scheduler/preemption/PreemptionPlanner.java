package io.gantry.scheduler.preemption;

import io.gantry.scheduler.framework.Diagnosis;
import io.gantry.scheduler.framework.FilterPlugin;
import io.gantry.scheduler.framework.Nominations;
import io.gantry.scheduler.framework.PreparedFilters;
import io.gantry.scheduler.framework.Verdict;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the node where a pod would fit if less important pods left, at the least harm: few broken
 * budgets, then unimportant victims, then few, then young ones. Pure.
 */
public final class PreemptionPlanner {
  private static final String PREFIX = "preemption: ";

  /** Most important first: by priority, then who has been running longer. */
  static final Comparator<PodInfo> IMPORTANCE =
      Comparator.<PodInfo>comparingInt(pod -> -pod.priority())
          .thenComparing(pod -> pod.state().since());

  private record Candidate(NodeInfo node, List<PodInfo> victims, int violations) {
    int highest() {
      return victims.getFirst().priority();
    }

    long sum() {
      // priorities may be negative: fewer victims must not cost more
      return victims.stream().mapToLong(v -> (long) v.priority() + Integer.MAX_VALUE + 1).sum();
    }

    Instant latestStart() {
      return victims.stream()
          .filter(victim -> victim.priority() == highest())
          .map(victim -> victim.state().since())
          .min(Comparator.naturalOrder())
          .orElse(Instant.MIN);
    }
  }

  private final List<FilterPlugin> filters;

  public PreemptionPlanner(List<FilterPlugin> filters) {
    this.filters = filters;
  }

  public Preemption plan(
      PodInfo pod,
      ClusterSnapshot snapshot,
      Diagnosis diagnosis,
      Nominations nominations,
      List<Budget> budgets) {
    if (!pod.demand().attributes().preempts()) {
      return new Preemption.Futile(PREFIX + "not eligible due to preemptionPolicy=Never.", false);
    }
    if (waitsForVictims(pod, snapshot, diagnosis, nominations)) {
      return new Preemption.Futile(
          PREFIX + "not eligible due to a terminating pod on the nominated node.", false);
    }
    List<Candidate> candidates = new ArrayList<>();
    Map<String, Verdict> refusals = new HashMap<>();
    for (NodeInfo node : snapshot.nodes()) {
      if (diagnosis.of(node.name()).kind() == Verdict.Kind.OCCUPIED) {
        examine(pod, snapshot, node, budgets, candidates, refusals);
      }
    }
    if (candidates.isEmpty()) {
      Verdict others = Verdict.unsuitable("Preemption is not helpful for scheduling");
      return new Preemption.Futile(
          PREFIX + Diagnosis.summary(snapshot.nodes().size(), refusals, others), true);
    }
    Candidate best = candidates.stream().min(LEAST_HARM).orElseThrow();
    return new Preemption.Evict(best.node.name(), best.victims);
  }

  private static final Comparator<Candidate> LEAST_HARM =
      Comparator.comparingInt(Candidate::violations)
          .thenComparingInt(Candidate::highest)
          .thenComparingLong(Candidate::sum)
          .thenComparingInt(candidate -> candidate.victims.size())
          .thenComparing(Candidate::latestStart, Comparator.reverseOrder());

  /** Its victims are still ending on the node that was promised to it. */
  private static boolean waitsForVictims(
      PodInfo pod, ClusterSnapshot snapshot, Diagnosis diagnosis, Nominations nominations) {
    String promised = nominations.nodeOf(pod.uid());
    if (promised.isEmpty() || diagnosis.of(promised).kind() == Verdict.Kind.UNSUITABLE) {
      return false;
    }
    return snapshot.nodes().stream()
        .filter(node -> node.name().equals(promised))
        .flatMap(node -> node.pods().stream())
        .anyMatch(other -> other.deleting() && other.priority() < pod.priority());
  }

  private void examine(
      PodInfo pod,
      ClusterSnapshot snapshot,
      NodeInfo node,
      List<Budget> budgets,
      List<Candidate> candidates,
      Map<String, Verdict> refusals) {
    List<PodInfo> lesser =
        node.pods().stream()
            .filter(other -> other.priority() < pod.priority())
            .sorted(IMPORTANCE)
            .toList();
    if (lesser.isEmpty()) {
      refusals.put(node.name(), Verdict.unsuitable("No preemption victims found for incoming pod"));
      return;
    }
    NodeInfo emptied = node;
    for (PodInfo other : lesser) {
      emptied = emptied.without(other.uid());
    }
    Verdict verdict = fits(pod, snapshot, emptied);
    if (!verdict.fits()) {
      refusals.put(node.name(), verdict);
      return;
    }
    candidates.add(spare(pod, snapshot, emptied, lesser, budgets));
  }

  /** Puts back whom it can, those under a budget first, the important before the others. */
  private Candidate spare(
      PodInfo pod,
      ClusterSnapshot snapshot,
      NodeInfo emptied,
      List<PodInfo> lesser,
      List<Budget> budgets) {
    List<PodInfo> breaking = breaking(lesser, budgets);
    List<PodInfo> others = lesser.stream().filter(other -> !breaking.contains(other)).toList();
    List<PodInfo> victims = new ArrayList<>();
    int violations = 0;
    NodeInfo node = emptied;
    for (List<PodInfo> group : List.of(breaking, others)) {
      for (PodInfo other : group) {
        NodeInfo with = node.with(other);
        if (fits(pod, snapshot, with).fits()) {
          node = with;
        } else {
          victims.add(other);
          violations += group == breaking ? 1 : 0;
        }
      }
    }
    victims.sort(IMPORTANCE);
    return new Candidate(node, victims, violations);
  }

  /** The pods whose leaving would exceed a budget, if they left in this order. */
  private static List<PodInfo> breaking(List<PodInfo> pods, List<Budget> budgets) {
    int[] left = budgets.stream().mapToInt(Budget::allowed).toArray();
    List<PodInfo> breaking = new ArrayList<>();
    for (PodInfo pod : pods) {
      boolean breaks = false;
      for (int i = 0; i < left.length; i++) {
        if (budgets.get(i).covers(pod)) {
          breaks |= --left[i] < 0;
        }
      }
      if (breaks) {
        breaking.add(pod);
      }
    }
    return breaking;
  }

  private Verdict fits(PodInfo pod, ClusterSnapshot snapshot, NodeInfo node) {
    PreparedFilters prepared = PreparedFilters.of(filters, pod, snapshot.with(node));
    if (!prepared.rejection().isEmpty()) {
      return Verdict.unsuitable(prepared.rejection());
    }
    return prepared.test(node).verdict();
  }
}

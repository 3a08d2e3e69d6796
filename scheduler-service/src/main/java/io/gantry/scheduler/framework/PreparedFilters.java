package io.gantry.scheduler.framework;

import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All rules made ready for one pod and one state of the cluster.
 *
 * @param rejection reason for refusing the pod as a whole; empty for none
 * @param rejectedBy the rule that did; empty for none
 * @param onlyNodes names among which alone a node can fit; null for any
 * @param restrictedBy the rules that named {@code onlyNodes}, sorted
 */
public record PreparedFilters(
    List<Entry> entries,
    String rejection,
    String rejectedBy,
    Set<String> onlyNodes,
    Set<String> restrictedBy) {
  public record Entry(FilterPlugin plugin, NodeFilter filter) {}

  /** A refusal with the rule that spoke. */
  public record Finding(String plugin, Verdict verdict) {
    public static final Finding FITS = new Finding("", Verdict.FITS);
  }

  public static PreparedFilters of(
      List<FilterPlugin> plugins, PodInfo pod, ClusterSnapshot snapshot) {
    List<Entry> entries = new ArrayList<>();
    Set<String> only = null;
    Set<String> restrictedBy = new TreeSet<>();
    for (FilterPlugin plugin : plugins) {
      switch (plugin.prepare(pod, snapshot)) {
        case Preparation.Skip() -> {}
        case Preparation.Reject(String reason) -> {
          return new PreparedFilters(List.of(), reason, plugin.name(), null, Set.of());
        }
        case Preparation.Check(NodeFilter filter, Set<String> names) -> {
          entries.add(new Entry(plugin, filter));
          if (names != null) {
            restrictedBy.add(plugin.name());
            if (only == null) {
              only = new TreeSet<>(names);
            } else {
              only.retainAll(names);
            }
          }
        }
      }
    }
    return new PreparedFilters(entries, "", "", only, restrictedBy);
  }

  public Finding test(NodeInfo node) {
    for (Entry entry : entries) {
      Verdict verdict = entry.filter.test(node);
      if (!verdict.fits()) {
        return new Finding(entry.plugin.name(), verdict);
      }
    }
    return Finding.FITS;
  }

  /**
   * The node must do both with the pods that are nominated to it and without: with them because
   * they will come, without them because affinity to a pod that may yet not come is worth nothing.
   */
  public Finding test(NodeInfo node, PodInfo pod, Nominations nominations) {
    NodeInfo reserved = nominations.reserve(node, pod);
    if (reserved != node) {
      Finding finding = test(reserved);
      if (!finding.verdict.fits()) {
        return finding;
      }
    }
    return test(node);
  }
}

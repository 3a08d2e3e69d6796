package io.gantry.scheduler.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that one decision looks at. Immutable.
 *
 * @param nodes known nodes in the order of their names
 * @param namespaceLabels labels by namespace
 * @param claims states of the persistent volume claims, by {@code namespace/name}
 * @param affinityInUse whether any placed pod has wishes about its neighbours
 */
public record ClusterSnapshot(
    List<NodeInfo> nodes,
    Map<String, Map<String, String>> namespaceLabels,
    Map<String, ClaimState> claims,
    boolean affinityInUse) {

  /** What matters of a claim. */
  public record ClaimState(String phase, boolean deleting, String volume) {}

  public static ClusterSnapshot of(List<NodeInfo> nodes) {
    boolean affinity =
        nodes.stream()
            .flatMap(node -> node.pods().stream())
            .anyMatch(pod -> !pod.demand().affinity().isEmpty());
    return new ClusterSnapshot(nodes, Map.of(), Map.of(), affinity);
  }

  /** With one node as it would be. */
  public ClusterSnapshot with(NodeInfo changed) {
    List<NodeInfo> others = new ArrayList<>(nodes);
    others.replaceAll(node -> node.name().equals(changed.name()) ? changed : node);
    return new ClusterSnapshot(others, namespaceLabels, claims, affinityInUse);
  }
}

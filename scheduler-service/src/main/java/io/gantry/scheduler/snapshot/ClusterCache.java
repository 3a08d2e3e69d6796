package io.gantry.scheduler.snapshot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the feeds have told, and the pods that were assumed: decided, their binding under way. Owned
 * by one thread.
 *
 * <pre>
 *   (unknown) ──assume──► assumed ──seen on its node──► placed ──gone or terminal──► (unknown)
 *                            └──forget (binding failed) or deleted──► (unknown)
 * </pre>
 *
 * A pod may be seen on a node before the node itself is known: feeds of different types are not
 * ordered. Such pods wait in {@code placed} and are counted once the node comes.
 */
public final class ClusterCache {
  private final Map<String, NodeInfo> nodes = new TreeMap<>();
  private final Map<String, PodInfo> placed = new HashMap<>();
  private final Map<String, PodInfo> assumed = new HashMap<>();
  private Map<String, Map<String, String>> namespaceLabels = Map.of();
  private Map<String, ClusterSnapshot.ClaimState> claims = Map.of();
  private int withAffinity;
  private ClusterSnapshot snapshot;

  /** Null for a node that is not known. */
  public NodeInfo node(String name) {
    return nodes.get(name);
  }

  public Collection<String> nodeNames() {
    return List.copyOf(nodes.keySet());
  }

  public void putNode(NodeInfo.Description description) {
    NodeInfo known = nodes.get(description.name());
    if (known != null) {
      nodes.put(description.name(), known.describedAs(description));
    } else {
      NodeInfo fresh = NodeInfo.empty(description);
      for (PodInfo pod : placed.values()) {
        if (pod.state().nodeName().equals(description.name())) {
          fresh = fresh.with(pod);
        }
      }
      nodes.put(description.name(), fresh);
    }
    snapshot = null;
  }

  public void removeNode(String name) {
    nodes.remove(name);
    snapshot = null;
  }

  public Collection<String> placedUids() {
    return List.copyOf(placed.keySet());
  }

  /** The placed or assumed pod; null for none. */
  public PodInfo pod(String uid) {
    return placed.get(uid);
  }

  public boolean isAssumed(String uid) {
    return assumed.containsKey(uid);
  }

  /** A pod that is known to be on its node; confirms an assumption, even a different one. */
  public void putPod(PodInfo pod) {
    removePod(pod.uid());
    place(pod);
  }

  public void assume(PodInfo pod, String node) {
    PodInfo there = pod.assumedOn(node);
    assumed.put(pod.uid(), there);
    place(there);
  }

  /** Takes back an assumption; a pod seen on its node in the meantime stays. */
  public void forget(String uid) {
    if (assumed.containsKey(uid)) {
      removePod(uid);
    }
  }

  /** Null when it was not there. */
  public PodInfo removePod(String uid) {
    assumed.remove(uid);
    PodInfo pod = placed.remove(uid);
    if (pod != null) {
      nodes.computeIfPresent(pod.state().nodeName(), (name, node) -> node.without(uid));
      withAffinity -= pod.demand().affinity().isEmpty() ? 0 : 1;
      snapshot = null;
    }
    return pod;
  }

  private void place(PodInfo pod) {
    placed.put(pod.uid(), pod);
    nodes.computeIfPresent(pod.state().nodeName(), (name, node) -> node.with(pod));
    withAffinity += pod.demand().affinity().isEmpty() ? 0 : 1;
    snapshot = null;
  }

  public void namespaces(Map<String, Map<String, String>> labels) {
    namespaceLabels = Map.copyOf(labels);
    snapshot = null;
  }

  public void claims(Map<String, ClusterSnapshot.ClaimState> states) {
    claims = Map.copyOf(states);
    snapshot = null;
  }

  public ClusterSnapshot snapshot() {
    if (snapshot == null) {
      snapshot =
          new ClusterSnapshot(
              new ArrayList<>(nodes.values()), namespaceLabels, claims, withAffinity > 0);
    }
    return snapshot;
  }
}

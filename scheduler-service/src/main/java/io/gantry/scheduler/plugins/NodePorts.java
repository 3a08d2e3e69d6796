package io.gantry.scheduler.plugins;

import io.gantry.scheduler.framework.ClusterEvent;
import io.gantry.scheduler.framework.FilterPlugin;
import io.gantry.scheduler.framework.Preparation;
import io.gantry.scheduler.framework.Verdict;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.HostPort;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.Set;

/** Two pods cannot have the same port of a node. */
public final class NodePorts implements FilterPlugin {
  @Override
  public String name() {
    return "NodePorts";
  }

  @Override
  public Set<ClusterEvent> unblockedBy() {
    return Set.of(ClusterEvent.NODE_ADDED, ClusterEvent.POD_GONE);
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    Set<HostPort> wanted = pod.demand().hostPorts();
    if (wanted.isEmpty()) {
      return Preparation.SKIP;
    }
    return Preparation.check(
        node ->
            taken(node, wanted)
                ? Verdict.occupied("node(s) didn't have free ports for the requested pod ports")
                : Verdict.FITS);
  }

  private static boolean taken(NodeInfo node, Set<HostPort> wanted) {
    for (PodInfo other : node.pods()) {
      for (HostPort theirs : other.demand().hostPorts()) {
        for (HostPort ours : wanted) {
          if (ours.conflictsWith(theirs)) {
            return true;
          }
        }
      }
    }
    return false;
  }
}

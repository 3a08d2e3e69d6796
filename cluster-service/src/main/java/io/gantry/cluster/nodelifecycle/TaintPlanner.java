package io.gantry.cluster.nodelifecycle;

import io.gantry.controlruntime.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which taints of ours a node should have. Others' taints are left alone. Pure. */
final class TaintPlanner {
  /** Conditions other than Ready: True means that the taint is due. */
  private static final Map<String, String> PRESSURES =
      Map.of(
          "MemoryPressure", "node.kubernetes.io/memory-pressure",
          "DiskPressure", "node.kubernetes.io/disk-pressure",
          "PIDPressure", "node.kubernetes.io/pid-pressure",
          "NetworkUnavailable", "node.kubernetes.io/network-unavailable");

  private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
  private static final Set<String> EVICTING = Set.of(NodeTaint.NOT_READY, NodeTaint.UNREACHABLE);

  private TaintPlanner() {}

  /**
   * The node's taints as they should be.
   *
   * @param mayEvict whether a NoExecute taint may be added now
   * @param mustNotEvict whether those that are there are to go, because everything looks down and
   *     the fault is likely ours
   */
  static List<NodeTaint> plan(NodeView node, boolean mayEvict, boolean mustNotEvict, Instant now) {
    List<NodeTaint> wanted = new ArrayList<>();
    String ready = readyTaint(node);
    if (ready != null) {
      wanted.add(taint(ready, NodeTaint.NO_SCHEDULE, now));
    }
    PRESSURES.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(entry -> NodeView.TRUE.equals(node.conditions().get(entry.getKey())))
        .forEach(entry -> wanted.add(taint(entry.getValue(), NodeTaint.NO_SCHEDULE, now)));
    if (node.unschedulable()) {
      wanted.add(taint(UNSCHEDULABLE, NodeTaint.NO_SCHEDULE, now));
    }
    if (wantsEviction(node) && !mustNotEvict) {
      boolean hasAny =
          node.taints().stream()
              .anyMatch(t -> isOurs(t) && t.effect().equals(NodeTaint.NO_EXECUTE));
      if (mayEvict || hasAny) {
        wanted.add(taint(ready, NodeTaint.NO_EXECUTE, now));
      }
    }
    return merged(node.taints(), wanted);
  }

  /** Whether the node's pods should go sooner or later. */
  static boolean wantsEviction(NodeView node) {
    return readyTaint(node) != null;
  }

  /** Whether the taint that makes them go is missing. */
  static boolean lacksEviction(NodeView node) {
    String key = readyTaint(node);
    return key != null
        && node.taints().stream()
            .noneMatch(t -> t.effect().equals(NodeTaint.NO_EXECUTE) && EVICTING.contains(t.key()));
  }

  /** Null for a node that is ready. */
  private static String readyTaint(NodeView node) {
    return switch (node.ready()) {
      case NodeView.TRUE -> null;
      case NodeView.UNKNOWN -> NodeTaint.UNREACHABLE;
      default -> NodeTaint.NOT_READY;
    };
  }

  private static NodeTaint taint(String key, String effect, Instant now) {
    return new NodeTaint(key, "", effect, Times.text(now));
  }

  private static boolean isOurs(NodeTaint taint) {
    return switch (taint.effect()) {
      case NodeTaint.NO_SCHEDULE ->
          EVICTING.contains(taint.key())
              || PRESSURES.containsValue(taint.key())
              || taint.key().equals(UNSCHEDULABLE);
      case NodeTaint.NO_EXECUTE -> EVICTING.contains(taint.key());
      default -> false;
    };
  }

  /** Keeps what is there in its place, with its time. */
  private static List<NodeTaint> merged(List<NodeTaint> present, List<NodeTaint> wanted) {
    List<NodeTaint> all = new ArrayList<>();
    for (NodeTaint taint : present) {
      if (!isOurs(taint) || wanted.stream().anyMatch(taint::same)) {
        all.add(taint);
      }
    }
    for (NodeTaint taint : wanted) {
      if (present.stream().noneMatch(taint::same)) {
        all.add(taint);
      }
    }
    return all;
  }
}

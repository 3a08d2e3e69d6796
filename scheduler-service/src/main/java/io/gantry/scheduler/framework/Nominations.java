package io.gantry.scheduler.framework;

import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pods that made room for themselves by preemption and wait for it: their room is kept from less
 * important pods. Immutable.
 */
public record Nominations(Map<String, Nomination> byUid) {
  public static final Nominations NONE = new Nominations(Map.of());

  public record Nomination(PodInfo pod, String node) {}

  public Nominations with(PodInfo pod, String node) {
    Map<String, Nomination> more = new LinkedHashMap<>(byUid);
    more.put(pod.uid(), new Nomination(pod, node));
    return new Nominations(more);
  }

  public Nominations without(String uid) {
    if (!byUid.containsKey(uid)) {
      return this;
    }
    Map<String, Nomination> fewer = new LinkedHashMap<>(byUid);
    fewer.remove(uid);
    return new Nominations(fewer);
  }

  /** Where the pod is nominated to run; empty for nowhere. */
  public String nodeOf(String uid) {
    Nomination nomination = byUid.get(uid);
    return nomination == null ? "" : nomination.node;
  }

  /** The node with the nominated pods that are at least as important; itself for none. */
  NodeInfo reserve(NodeInfo node, PodInfo pod) {
    NodeInfo with = node;
    for (Nomination other : byUid.values()) {
      if (other.node.equals(node.name())
          && other.pod.priority() >= pod.priority()
          && !other.pod.uid().equals(pod.uid())) {
        with = with.with(other.pod);
      }
    }
    return with;
  }

  /** The less important pods nominated to a node, which lose it to the one that comes now. */
  public List<PodInfo> lessImportant(String node, int priority) {
    List<PodInfo> pods = new ArrayList<>();
    for (Nomination other : byUid.values()) {
      if (other.node.equals(node) && other.pod.priority() < priority) {
        pods.add(other.pod);
      }
    }
    return pods;
  }
}

package io.gantry.cluster.nodelifecycle;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Times;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the node controllers look at.
 *
 * @param conditions status by type; a type that is missing was never posted
 * @param heartbeats what changes with every status the kubelet posts
 */
public record NodeView(
    ResourceObject object,
    Instant created,
    boolean unschedulable,
    List<NodeTaint> taints,
    Map<String, String> conditions,
    Map<String, String> heartbeats) {
  public static final String READY = "Ready";
  public static final String TRUE = "True";
  public static final String UNKNOWN = "Unknown";

  public static NodeView of(ResourceObject object) {
    ObjectNode tree = object.tree();
    Map<String, String> conditions = new TreeMap<>();
    Map<String, String> heartbeats = new TreeMap<>();
    for (JsonNode condition : Json.items(tree, "status", "conditions")) {
      String type = Json.text(condition, "type");
      conditions.put(type, Json.text(condition, "status"));
      heartbeats.put(type, Json.text(condition, "lastHeartbeatTime"));
    }
    Instant created = Times.at(tree, "metadata", "creationTimestamp");
    return new NodeView(
        object,
        created == null ? Instant.EPOCH : created,
        Json.bool(tree, false, "spec", "unschedulable"),
        Json.items(tree, "spec", "taints").stream().map(NodeTaint::of).toList(),
        conditions,
        heartbeats);
  }

  public String name() {
    return object.name();
  }

  /** True, False or Unknown; a node that never posted is Unknown. */
  public String ready() {
    return conditions.getOrDefault(READY, UNKNOWN);
  }

  public String zone() {
    return object.labels().getOrDefault("topology.kubernetes.io/region", "")
        + ":"
        + object.labels().getOrDefault("topology.kubernetes.io/zone", "");
  }
}

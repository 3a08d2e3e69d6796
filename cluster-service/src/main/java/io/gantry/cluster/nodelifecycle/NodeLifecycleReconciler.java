package io.gantry.cluster.nodelifecycle;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.ObjectReference;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks at one node: is it still heard of, and do its labels and taints say what its conditions
 * say. Comes back by itself when the grace period of a silent node ends, so nothing polls.
 */
final class NodeLifecycleReconciler implements Reconciler<String> {
  /** How long a node may be silent. */
  static final Duration GRACE = Duration.ofSeconds(50);

  /** The same for a node that has never posted a status. */
  static final Duration START_GRACE = Duration.ofSeconds(60);

  private static final List<String> POSTED =
      List.of(NodeView.READY, "MemoryPressure", "DiskPressure", "PIDPressure");

  private final ApiClient api;
  private final EventRecorder events;
  private final InstantSource clock;
  private final Informer<NodeView> nodes;
  private final Informer<ResourceObject> pods;
  private final Heartbeats heartbeats;
  private final Disruption disruption = new Disruption();

  /**
   * @param pods with the index {@code node}
   */
  NodeLifecycleReconciler(
      ApiClient api,
      EventRecorder events,
      InstantSource clock,
      Informer<NodeView> nodes,
      Informer<ResourceObject> pods,
      Heartbeats heartbeats) {
    this.api = api;
    this.events = events;
    this.clock = clock;
    this.nodes = nodes;
    this.pods = pods;
    this.heartbeats = heartbeats;
  }

  @Override
  public Outcome reconcile(String name) {
    Optional<NodeView> known = nodes.get("", name);
    if (known.isEmpty()) {
      heartbeats.forget(name);
      return Outcome.DONE;
    }
    NodeView node = known.get();
    Instant now = clock.instant();
    Duration grace = node.conditions().containsKey(NodeView.READY) ? GRACE : START_GRACE;
    Instant ends = heartbeats.last(name).plus(grace);
    boolean silent = !ends.isAfter(now);
    if (silent) {
      node = markUnknown(node, now);
    }
    if (heartbeats.hasFallen(name)) {
      events.normal(
          reference(node), "NodeNotReady", "Node " + name + " status is now: NodeNotReady");
      podsNotReady(node, now);
      heartbeats.settled(name);
    } else if (node.ready().equals(NodeView.UNKNOWN)) {
      // a kubelet that posts "not ready" goes on reporting its pods itself; a silent one does not
      podsNotReady(node, now);
    }
    labels(node);
    Duration later = taints(node, now);
    Duration untilSilent = silent ? GRACE : Duration.between(now, ends);
    return Outcome.requeueAfter(
        later != null && later.compareTo(untilSilent) < 0 ? later : untilSilent);
  }

  private NodeView markUnknown(NodeView node, Instant now) {
    ObjectNode patch = Json.object();
    ArrayNode conditions = Json.ensureArray(Json.ensureObject(patch, "status"), "conditions");
    for (String type : POSTED) {
      String status = node.conditions().get(type);
      if (NodeView.UNKNOWN.equals(status)) {
        continue;
      }
      ObjectNode condition = conditions.addObject();
      condition.put("type", type).put("status", NodeView.UNKNOWN);
      if (status == null) {
        condition.put("reason", "NodeStatusNeverUpdated");
        condition.put("message", "Kubelet never posted node status.");
        condition.put("lastHeartbeatTime", Times.text(node.created()));
      } else {
        condition.put("reason", "NodeStatusUnknown");
        condition.put("message", "Kubelet stopped posting node status.");
      }
      condition.put("lastTransitionTime", Times.text(now));
    }
    if (conditions.isEmpty()) {
      return node;
    }
    return patched(node, "status", PatchType.STRATEGIC, patch);
  }

  private NodeView patched(NodeView node, String subresource, PatchType type, ObjectNode patch) {
    Json.ensureObject(patch, "metadata")
        .put("resourceVersion", Long.toString(node.object().revision()));
    ResourceObject answer = api.patch(Resources.NODES, "", node.name(), subresource, type, patch);
    nodes.wrote(answer);
    return NodeView.of(answer);
  }

  /** The old names of two labels follow the new ones. */
  private void labels(NodeView node) {
    ObjectNode missing = Json.object();
    for (String suffix : List.of("os", "arch")) {
      String value = node.object().labels().get("kubernetes.io/" + suffix);
      if (value != null
          && !value.equals(node.object().labels().get("beta.kubernetes.io/" + suffix))) {
        missing.put("beta.kubernetes.io/" + suffix, value);
      }
    }
    if (!missing.isEmpty()) {
      ObjectNode patch = Json.object();
      Json.ensureObject(patch, "metadata").set("labels", missing);
      nodes.wrote(api.patch(Resources.NODES, "", node.name(), "", PatchType.STRATEGIC, patch));
    }
  }

  /** Writes the taints; says when to come back for one that is not due yet, null for never. */
  private Duration taints(NodeView node, Instant now) {
    NodeView latest = nodes.get("", node.name()).orElse(node);
    boolean total = Disruption.total(nodes.list());
    Duration wait = null;
    boolean may = false;
    if (!total && TaintPlanner.lacksEviction(latest)) {
      wait = disruption.wait(latest.zone(), nodes.list(), now);
      may = Duration.ZERO.equals(wait);
    }
    List<NodeTaint> wanted = TaintPlanner.plan(latest, may, total, now);
    if (!wanted.equals(latest.taints())) {
      ObjectNode patch = Json.object();
      ObjectNode spec = Json.ensureObject(patch, "spec");
      if (wanted.isEmpty()) {
        spec.putNull("taints");
      } else {
        wanted.forEach(taint -> Json.ensureArray(spec, "taints").add(taint.toJson()));
      }
      patched(latest, "", PatchType.MERGE, patch);
      if (may) {
        disruption.evicted(latest.zone(), now);
      }
    }
    return may ? null : wait;
  }

  private void podsNotReady(NodeView node, Instant now) {
    for (ResourceObject pod : pods.indexed("node", node.name())) {
      if (readyCondition(pod).equals("True")) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("uid", pod.uid());
        ObjectNode condition = Json.object();
        condition.put("type", "Ready").put("status", "False");
        condition.put("lastTransitionTime", Times.text(now));
        patch.putObject("status").putArray("conditions").add(condition);
        try {
          pods.wrote(
              api.patch(
                  Resources.PODS,
                  pod.namespace(),
                  pod.name(),
                  "status",
                  PatchType.STRATEGIC,
                  patch));
        } catch (StatusException e) {
          if (!e.isNotFound() && !e.isConflict()) {
            throw e;
          }
          continue;
        }
        events.warning(ObjectReference.to(Resources.POD, pod), "NodeNotReady", "Node is not ready");
      }
    }
  }

  private static String readyCondition(ResourceObject pod) {
    for (JsonNode condition : Json.items(pod.tree(), "status", "conditions")) {
      if (Json.text(condition, "type").equals("Ready")) {
        return Json.text(condition, "status");
      }
    }
    return "";
  }

  /** Kubernetes' node events carry the name as uid; ours carry the node's own, which finds them. */
  private static ObjectReference reference(NodeView node) {
    return ObjectReference.to(Resources.NODE, node.object());
  }
}

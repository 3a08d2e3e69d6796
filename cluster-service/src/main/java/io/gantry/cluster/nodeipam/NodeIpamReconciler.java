package io.gantry.cluster.nodeipam;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.ObjectReference;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a node its range of pod addresses. One worker only: what is taken is read from the cache,
 * which shows our own writes at once.
 */
public final class NodeIpamReconciler implements Reconciler<String> {
  private final ApiClient api;
  private final EventRecorder events;
  private final Informer<ResourceObject> nodes;
  private final CidrPlanner planner;

  public NodeIpamReconciler(
      ApiClient api, EventRecorder events, Informer<ResourceObject> nodes, String clusterCidr) {
    this.api = api;
    this.events = events;
    this.nodes = nodes;
    this.planner = new CidrPlanner(clusterCidr);
  }

  @Override
  public Outcome reconcile(String name) {
    Optional<ResourceObject> node = nodes.get("", name);
    if (node.isEmpty() || !cidr(node.get()).isEmpty()) {
      return Outcome.DONE;
    }
    List<String> taken = nodes.list().stream().map(NodeIpamReconciler::cidr).toList();
    Optional<String> free = planner.free(taken);
    if (free.isEmpty()) {
      events.normal(
          ObjectReference.to(Resources.NODE, node.get()),
          "CIDRNotAvailable",
          "Node " + name + " status is now: CIDRNotAvailable");
      throw new IllegalStateException("no range of pod addresses is left for node " + name);
    }
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("uid", node.get().uid());
    ObjectNode spec = patch.putObject("spec").put("podCIDR", free.get());
    spec.putArray("podCIDRs").add(free.get());
    nodes.wrote(api.patch(Resources.NODES, "", name, "", PatchType.STRATEGIC, patch));
    return Outcome.DONE;
  }

  private static String cidr(ResourceObject node) {
    return Json.text(node.tree(), "spec", "podCIDR");
  }
}

package io.gantry.cluster.tainteviction;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.cluster.nodelifecycle.NodeTaint;
import io.gantry.cluster.nodelifecycle.NodeView;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes a pod whose node has a NoExecute taint it does not tolerate, or no longer. The time it
 * may stay counts from when the taint was first seen here; when the taints go, it is forgotten.
 */
public final class TaintEvictionReconciler implements Reconciler<ObjectKey> {
  private final ApiClient api;
  private final EventRecorder events;
  private final InstantSource clock;
  private final Informer<NodeView> nodes;
  private final Informer<ResourceObject> pods;
  private final Map<String, Instant> since = new ConcurrentHashMap<>();

  public TaintEvictionReconciler(
      ApiClient api,
      EventRecorder events,
      InstantSource clock,
      Informer<NodeView> nodes,
      Informer<ResourceObject> pods) {
    this.api = api;
    this.events = events;
    this.clock = clock;
    this.nodes = nodes;
    this.pods = pods;
  }

  /** A pod that is gone need not be remembered. */
  public void forget(ResourceObject pod) {
    since.remove(pod.uid());
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Optional<ResourceObject> known = pods.get(key);
    if (known.isEmpty() || known.get().deleting()) {
      return Outcome.DONE;
    }
    ResourceObject pod = known.get();
    ObjectNode tree = pod.tree();
    List<NodeTaint> taints =
        nodes
            .get("", Json.text(tree, "spec", "nodeName"))
            .map(NodeView::taints)
            .orElse(List.of())
            .stream()
            .filter(taint -> taint.effect().equals(NodeTaint.NO_EXECUTE))
            .toList();
    if (taints.isEmpty()) {
      if (since.remove(pod.uid()) != null) {
        events.normal(
            ObjectReference.to(Resources.POD, pod),
            "TaintManagerEviction",
            "Cancelling deletion of Pod " + key.namespacedName());
      }
      return Outcome.DONE;
    }
    Duration stay = EvictionPlanner.stay(taints, Json.items(tree, "spec", "tolerations"));
    if (stay.equals(EvictionPlanner.FOREVER)) {
      since.remove(pod.uid());
      return Outcome.DONE;
    }
    Instant now = clock.instant();
    Instant end = stay.isZero() ? now : since.computeIfAbsent(pod.uid(), uid -> now).plus(stay);
    if (end.isAfter(now)) {
      return Outcome.requeueAfter(Duration.between(now, end));
    }
    evict(pod, now);
    since.remove(pod.uid());
    return Outcome.DONE;
  }

  private void evict(ResourceObject pod, Instant now) {
    events.normal(
        ObjectReference.to(Resources.POD, pod),
        "TaintManagerEviction",
        "Marking for deletion Pod " + pod.key().namespacedName());
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("uid", pod.uid());
    ObjectNode condition = Json.object();
    condition.put("type", "DisruptionTarget").put("status", "True");
    condition.put("reason", "DeletionByTaintManager");
    condition.put("message", "Taint manager: deleting due to NoExecute taint");
    condition.put("lastTransitionTime", Times.text(now));
    patch.putObject("status").putArray("conditions").add(condition);
    try {
      api.patch(Resources.PODS, pod.namespace(), pod.name(), "status", PatchType.STRATEGIC, patch);
      api.delete(
          Resources.PODS, pod.namespace(), pod.name(), DeleteOptions.DEFAULT.onlyUid(pod.uid()));
    } catch (StatusException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }
}

package io.gantry.scheduler;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.ObjectReference;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.Times;
import io.gantry.scheduler.snapshot.PodInfo;
import java.time.InstantSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Carries decisions out through the API. Calls block; errors are the caller's. */
final class SchedulingControl {
  private final ApiClient api;
  private final EventRecorder events;
  private final InstantSource clock;

  SchedulingControl(ApiClient api, EventRecorder events, InstantSource clock) {
    this.api = api;
    this.events = events;
    this.clock = clock;
  }

  /** The pod's uid goes along: another pod of the same name is refused. */
  void bind(PodInfo pod, String node) {
    ObjectNode binding = Json.object();
    binding.put("apiVersion", "v1").put("kind", "Binding");
    binding
        .putObject("metadata")
        .put("name", pod.name())
        .put("namespace", pod.namespace())
        .put("uid", pod.uid());
    binding.putObject("target").put("kind", "Node").put("name", node);
    api.createSubresource(Resources.PODS, pod.namespace(), pod.name(), "binding", binding);
    events.normal(
        reference(pod),
        "Scheduled",
        "Successfully assigned " + pod.namespace() + "/" + pod.name() + " to " + node);
  }

  void bindFailed(PodInfo pod, ApiStatus why) {
    events.warning(reference(pod), "FailedScheduling", "binding rejected: " + why.message());
  }

  /** False when the pod is no more. */
  boolean refuse(Decision.Refuse refusal) {
    PodInfo pod = refusal.pod();
    events.warning(reference(pod), "FailedScheduling", refusal.message());
    boolean there = condition(pod, "Unschedulable", refusal.message(), refusal.nominated());
    if (there && refusal.preemption() != null) {
      for (PodInfo victim : refusal.preemption().victims()) {
        if (!victim.deleting()) {
          evict(pod, victim, refusal.preemption().node());
        }
      }
    }
    return there;
  }

  void hold(PodInfo pod) {
    condition(
        pod,
        "SchedulingGated",
        "Scheduling is blocked due to non-empty scheduling gates",
        pod.state().nominatedNode());
  }

  /** Writes nothing that is there already. */
  private boolean condition(PodInfo pod, String reason, String message, String nominated) {
    JsonNode known = null;
    for (JsonNode item : Json.items(pod.object().tree(), "status", "conditions")) {
      if (Json.text(item, "type").equals("PodScheduled")) {
        known = item;
      }
    }
    boolean same =
        known != null
            && Json.text(known, "status").equals("False")
            && Json.text(known, "reason").equals(reason)
            && Json.text(known, "message").equals(message);
    if (same && nominated.equals(pod.state().nominatedNode())) {
      return true;
    }
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("uid", pod.uid());
    ObjectNode status = patch.putObject("status");
    if (!same) {
      ObjectNode condition = Json.object();
      condition.put("type", "PodScheduled").put("status", "False");
      condition.put("reason", reason).put("message", message);
      if (known == null || !Json.text(known, "status").equals("False")) {
        condition.putNull("lastProbeTime");
        condition.put("lastTransitionTime", Times.text(clock.instant()));
      }
      status.putArray("conditions").add(condition);
    }
    if (!nominated.equals(pod.state().nominatedNode())) {
      if (nominated.isEmpty()) {
        status.putNull("nominatedNodeName");
      } else {
        status.put("nominatedNodeName", nominated);
      }
    }
    return patchStatus(pod, patch);
  }

  private void evict(PodInfo pod, PodInfo victim, String node) {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("uid", victim.uid());
    ObjectNode condition = Json.object();
    condition.put("type", "DisruptionTarget").put("status", "True");
    condition.put("reason", "PreemptionByScheduler");
    condition.put(
        "message",
        pod.demand().attributes().schedulerName()
            + ": preempting to accommodate a higher priority pod");
    condition.put("lastTransitionTime", Times.text(clock.instant()));
    patch.putObject("status").putArray("conditions").add(condition);
    if (!patchStatus(victim, patch)) {
      return;
    }
    try {
      api.delete(
          Resources.PODS,
          victim.namespace(),
          victim.name(),
          DeleteOptions.DEFAULT.onlyUid(victim.uid()));
    } catch (StatusException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
      return;
    }
    events.normal(
        reference(victim), "Preempted", "Preempted by pod " + pod.uid() + " on node " + node);
  }

  /** False when the pod is gone, or another has its name. */
  private boolean patchStatus(PodInfo pod, ObjectNode patch) {
    try {
      api.patch(Resources.PODS, pod.namespace(), pod.name(), "status", PatchType.STRATEGIC, patch);
      return true;
    } catch (StatusException e) {
      if (e.isNotFound() || e.isConflict()) {
        return false;
      }
      throw e;
    }
  }

  private static ObjectReference reference(PodInfo pod) {
    return ObjectReference.to(Resources.POD, pod.object());
  }
}

package io.gantry.cluster.podgc;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.cluster.control.PodFields;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks at all pods, every twenty seconds: its rules depend on numbers of pods and on how long a
 * node has been missing. There is one key only. A node that seems gone is read afresh before its
 * pods are removed.
 */
public final class PodGcReconciler implements Reconciler<String> {
  public static final String ALL = "all pods";
  private static final Duration PERIOD = Duration.ofSeconds(20);

  private final ApiClient api;
  private final Informer<ResourceObject> pods;
  private final Informer<ResourceObject> nodes;
  private final InstantSource clock;
  private final Map<String, Instant> missingSince = new HashMap<>();

  public PodGcReconciler(
      ApiClient api,
      Informer<ResourceObject> pods,
      Informer<ResourceObject> nodes,
      InstantSource clock) {
    this.api = api;
    this.pods = pods;
    this.nodes = nodes;
    this.clock = clock;
  }

  @Override
  public Outcome reconcile(String key) {
    Instant now = clock.instant();
    Map<String, ResourceObject> objects = new HashMap<>();
    List<PodGcPlanner.Pod> views = new ArrayList<>();
    for (ResourceObject pod : pods.list()) {
      objects.put(pod.uid(), pod);
      views.add(view(pod));
    }
    Set<String> known = nodes.list().stream().map(ResourceObject::name).collect(Collectors.toSet());
    Set<String> missing = new TreeSet<>();
    views.forEach(pod -> missing.add(pod.node()));
    missing.remove("");
    missing.removeAll(known);
    missingSince.keySet().retainAll(missing);
    missing.forEach(node -> missingSince.putIfAbsent(node, now));
    Map<String, Boolean> there = new HashMap<>();
    for (PodGcPlanner.Removal removal : PodGcPlanner.plan(views, known, missingSince, now)) {
      if (removal.why() != PodGcPlanner.Why.ORPHANED
          || !there.computeIfAbsent(removal.pod().node(), this::exists)) {
        remove(objects.get(removal.pod().uid()), removal, now);
      }
    }
    return Outcome.requeueAfter(PERIOD);
  }

  private static PodGcPlanner.Pod view(ResourceObject pod) {
    boolean terminal = PodFields.terminal(pod);
    return new PodGcPlanner.Pod(
        pod.uid(),
        PodFields.nodeName(pod),
        terminal,
        pod.deleting(),
        terminal ? created(pod) : Instant.EPOCH);
  }

  private static Instant created(ResourceObject pod) {
    Instant created = Times.at(pod.tree(), "metadata", "creationTimestamp");
    return created == null ? Instant.EPOCH : created;
  }

  private boolean exists(String node) {
    try {
      api.get(Resources.NODES, "", node);
      return true;
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  /** Without grace: there is no kubelet that would use it. */
  private void remove(ResourceObject pod, PodGcPlanner.Removal removal, Instant now) {
    try {
      if (!removal.pod().terminal() && removal.why() != PodGcPlanner.Why.ENDED) {
        fail(pod, removal, now);
      }
      api.delete(
          Resources.PODS,
          pod.namespace(),
          pod.name(),
          DeleteOptions.DEFAULT.withGrace(0).onlyUid(pod.uid()));
    } catch (StatusException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  /** Owners count a pod that was lost as failed, not as gone without a trace. */
  private void fail(ResourceObject pod, PodGcPlanner.Removal removal, Instant now) {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("uid", pod.uid());
    ObjectNode status = patch.putObject("status").put("phase", "Failed");
    if (removal.why() == PodGcPlanner.Why.ORPHANED) {
      ObjectNode condition = Json.object();
      condition.put("type", "DisruptionTarget").put("status", "True");
      condition.put("reason", "DeletionByPodGC");
      condition.put("message", "PodGC: node no longer exists");
      condition.put("lastTransitionTime", Times.text(now));
      status.putArray("conditions").add(condition);
    }
    api.patch(Resources.PODS, pod.namespace(), pod.name(), "status", PatchType.STRATEGIC, patch);
  }
}

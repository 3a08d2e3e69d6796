package io.gantry.nodeagent.node;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.ObjectReference;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.Times;
import io.gantry.controlruntime.WorkQueue;
import io.gantry.nodeagent.pod.NodeView;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ImageInfo;
import io.gantry.nodeagent.runtime.RuntimeGoneException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Registers the node, renews its Lease every ten seconds, and tells its status when it changed and
 * every five minutes. The engine is looked at each second: a node whose engine is gone says so
 * before pods are sent to it.
 */
public final class NodeControl implements AutoCloseable {
  private static final String LEASES = "kube-node-lease";
  private static final int LEASE_SECONDS = 40;
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration TELL = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final ApiClient api;
  private final ContainerRuntime runtime;
  private final EventRecorder events;
  private final NodeIdentity identity;
  private final MachineFacts machine;
  private final NodeStatusPlanner planner;
  private final Supplier<String> networkFault;
  private final InstantSource clock;
  private final ControlLoop<String> loop;
  private volatile String podCidr;
  private volatile Instant toldAt = Instant.EPOCH;
  private volatile NodeHealth told;
  private boolean greeted;

  public NodeControl(
      ApiClient api,
      ContainerRuntime runtime,
      EventRecorder events,
      NodeIdentity identity,
      MachineFacts machine,
      Supplier<String> networkFault,
      InstantSource clock,
      MeterRegistry meters) {
    this.api = api;
    this.runtime = runtime;
    this.events = events;
    this.identity = identity;
    this.machine = machine;
    this.planner = new NodeStatusPlanner(identity, machine);
    this.networkFault = networkFault;
    this.clock = clock;
    this.podCidr = identity.podCidr();
    this.loop =
        new ControlLoop<>(
            "node", 2, new WorkQueue<>("node", clock, meters), this::reconcile, meters);
  }

  public void start() {
    loop.start();
    loop.queue().add("status");
    loop.queue().add("lease");
  }

  /** The node's pod range; empty until it is known. */
  public String podCidr() {
    return podCidr;
  }

  /** The cluster has written the node: its range may have been assigned. */
  public void seen(ResourceObject node) {
    String assigned = Json.text(node.tree(), "spec", "podCIDR");
    if (!assigned.isEmpty() && !assigned.equals(podCidr)) {
      podCidr = assigned;
      loop.queue().add("status");
    }
  }

  /** The API no longer has the node (somebody deleted it): register anew. */
  public void gone() {
    toldAt = Instant.EPOCH;
    loop.queue().add("status");
  }

  public NodeView view() {
    return new NodeView(identity.name(), identity.ip(), machine.allocatable());
  }

  private Outcome reconcile(String key) {
    if (key.equals("lease")) {
      renew();
      return Outcome.requeueAfter(HEARTBEAT);
    }
    NodeHealth health = health();
    Instant now = clock.instant();
    if (!health.equals(told) || Duration.between(toldAt, now).compareTo(TELL) >= 0) {
      tell(health, now);
      told = health;
      toldAt = now;
    }
    return Outcome.requeueAfter(LOOK);
  }

  private NodeHealth health() {
    try {
      runtime.version();
      return new NodeHealth("", networkFault.get());
    } catch (RuntimeGoneException e) {
      return new NodeHealth(e.getMessage(), "");
    }
  }

  private void tell(NodeHealth health, Instant now) {
    ObjectNode node = registered();
    boolean up = health.runtimeFault().isEmpty();
    List<ImageInfo> images = List.of();
    String version = "";
    if (up) {
      try {
        images = runtime.images();
        version = runtime.version();
      } catch (RuntimeGoneException e) {
        // It went away this very moment: the next look says so.
        up = false;
      }
    }
    JsonNode previous = Json.at(node, "status");
    boolean wasReady = ready(previous);
    node.set("status", planner.status(previous, health, version, images, now));
    api.update(Resources.NODES, "", "status", node);
    greet(node);
    boolean isReady = ready(node.get("status"));
    if (wasReady != isReady) {
      String reason = isReady ? "NodeReady" : "NodeNotReady";
      events.normal(reference(), reason, "Node " + identity.name() + " status is now: " + reason);
    }
  }

  private void greet(ObjectNode node) {
    if (!greeted) {
      greeted = true;
      events.normal(reference(), "Starting", "Starting kubelet.");
    }
  }

  private static boolean ready(JsonNode status) {
    return Json.items(status, "conditions").stream()
        .anyMatch(
            condition ->
                Json.text(condition, "type").equals("Ready")
                    && Json.text(condition, "status").equals("True"));
  }

  /** The node in the API, created when it is missing, its labels as they should be. */
  private ObjectNode registered() {
    ObjectNode node;
    try {
      node = api.get(Resources.NODES, "", identity.name()).tree();
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      node = api.create(Resources.NODES, "", planner.node()).tree();
    }
    if (!Json.map(node, "metadata", "labels").entrySet().containsAll(planner.labels().entrySet())) {
      ObjectNode labels = Json.ensureObject(node, "metadata", "labels");
      planner.labels().forEach(labels::put);
      node = api.update(Resources.NODES, "", "", node).tree();
    }
    seen(ResourceObject.of(Resources.NODES.groupResource(), node));
    return node;
  }

  private void renew() {
    ObjectNode lease;
    try {
      lease = api.get(Resources.LEASES, LEASES, identity.name()).tree();
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      lease = Json.object();
      lease.put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
      lease.putObject("metadata").put("name", identity.name()).put("namespace", LEASES);
      own(lease);
      hold(lease);
      api.create(Resources.LEASES, LEASES, lease);
      return;
    }
    hold(lease);
    api.update(Resources.LEASES, LEASES, "", lease);
  }

  private void hold(ObjectNode lease) {
    Json.ensureObject(lease, "spec")
        .put("holderIdentity", identity.name())
        .put("leaseDurationSeconds", LEASE_SECONDS)
        .put("renewTime", Times.microText(clock.instant()));
  }

  /** The Lease goes with its Node; without one yet it is made without an owner. */
  private void own(ObjectNode lease) {
    try {
      ResourceObject node = api.get(Resources.NODES, "", identity.name());
      Json.ensureArray(Json.ensureObject(lease, "metadata"), "ownerReferences")
          .addObject()
          .put("apiVersion", "v1")
          .put("kind", "Node")
          .put("name", identity.name())
          .put("uid", node.uid());
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  /** The kubelet names its node by name, uid included, as {@code kubectl describe node} expects. */
  private ObjectReference reference() {
    return new ObjectReference("", "Node", "", identity.name(), identity.name(), "", "");
  }

  @Override
  public void close() {
    loop.close();
  }
}

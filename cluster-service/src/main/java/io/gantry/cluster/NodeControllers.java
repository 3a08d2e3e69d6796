package io.gantry.cluster;

import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.FeedFilter;
import io.gantry.cluster.control.PodFields;
import io.gantry.cluster.nodeipam.NodeIpamReconciler;
import io.gantry.cluster.nodelifecycle.NodeLifecycle;
import io.gantry.cluster.nodelifecycle.NodeView;
import io.gantry.cluster.podgc.PodGcReconciler;
import io.gantry.cluster.tainteviction.TaintEvictionReconciler;
import io.gantry.cluster.ttl.TtlReconciler;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.WorkQueue;

/** The part of the wiring that is about nodes and the pods on them. */
final class NodeControllers {
  private static final String SERVICE_ACCOUNT = "node-controller";
  private static final String BY_NODE = "node";

  private final ClusterWiring.Parts parts;
  private final Informer<ResourceObject> nodes;
  private final Informer<NodeView> nodeViews;
  private final Informer<ResourceObject> pods;

  NodeControllers(ClusterWiring.Parts parts) {
    this.parts = parts;
    this.nodes = parts.informers().of(Resources.NODES);
    this.nodeViews = parts.informers().view(Resources.NODES, NodeView::of);
    this.pods = parts.informers().of(Resources.PODS).index(BY_NODE, PodFields::nodeNames);
  }

  void nodeLifecycle() {
    String name = "node-lifecycle-controller";
    Informer<ResourceObject> leases =
        parts
            .informers()
            .of(
                Resources.LEASES,
                new FeedFilter(
                    NodeLifecycle.LEASES_NAMESPACE,
                    LabelSelector.EVERYTHING,
                    FieldSelector.EVERYTHING));
    WorkQueue<String> queue = parts.queue(name);
    parts.add(
        name,
        // one worker: how fast nodes are given up is counted over all of them
        1,
        queue,
        NodeLifecycle.connect(
            parts.client(SERVICE_ACCOUNT),
            parts.events(SERVICE_ACCOUNT, SERVICE_ACCOUNT),
            parts.clock(),
            nodeViews,
            pods,
            leases,
            queue),
        nodeViews,
        pods,
        leases);
  }

  void taintEviction() {
    String name = "taint-eviction-controller";
    ApiClient api = parts.client(SERVICE_ACCOUNT);
    EventRecorder events = parts.events(SERVICE_ACCOUNT, name);
    WorkQueue<ObjectKey> queue = parts.queue(name);
    TaintEvictionReconciler reconciler =
        new TaintEvictionReconciler(api, events, parts.clock(), nodeViews, pods);
    nodeViews.handle(
        new ChangeHandler<>() {
          @Override
          public void added(NodeView node) {
            if (!node.taints().isEmpty()) {
              all(node);
            }
          }

          @Override
          public void updated(NodeView before, NodeView after) {
            if (!before.taints().equals(after.taints())) {
              all(after);
            }
          }

          @Override
          public void deleted(NodeView last) {}

          private void all(NodeView node) {
            pods.indexed(BY_NODE, node.name()).forEach(pod -> queue.add(pod.key()));
          }
        });
    pods.handle(
        new ChangeHandler<>() {
          @Override
          public void added(ResourceObject pod) {
            look(pod);
          }

          @Override
          public void updated(ResourceObject before, ResourceObject after) {
            look(after);
          }

          @Override
          public void deleted(ResourceObject last) {
            reconciler.forget(last);
          }

          private void look(ResourceObject pod) {
            boolean tainted =
                nodeViews
                    .get("", PodFields.nodeName(pod))
                    .map(node -> !node.taints().isEmpty())
                    .orElse(false);
            if (tainted) {
              queue.add(pod.key());
            }
          }
        });
    parts.add(name, ClusterWiring.SOME, queue, reconciler, nodeViews, pods);
  }

  void nodeIpam() {
    String name = "node-ipam-controller";
    WorkQueue<String> queue = parts.queue(name);
    nodes.handle(ChangeHandler.latest(node -> queue.add(node.name())));
    parts.add(
        name,
        // one worker: two must not choose the same range
        1,
        queue,
        new NodeIpamReconciler(
            parts.client(SERVICE_ACCOUNT),
            parts.events(SERVICE_ACCOUNT, "cidrAllocator"),
            nodes,
            parts.options().clusterCidr()),
        nodes);
  }

  void ttl() {
    String name = "ttl-controller";
    WorkQueue<String> queue = parts.queue(name);
    nodes.handle(ChangeHandler.latest(node -> queue.add(node.name())));
    parts.add(name, 1, queue, new TtlReconciler(parts.client("ttl-controller"), nodes), nodes);
  }

  void podGc() {
    String name = "pod-garbage-collector-controller";
    WorkQueue<String> queue = parts.queue(name);
    queue.add(PodGcReconciler.ALL);
    nodes.handle(
        new ChangeHandler<>() {
          @Override
          public void added(ResourceObject node) {}

          @Override
          public void updated(ResourceObject before, ResourceObject after) {}

          @Override
          public void deleted(ResourceObject last) {
            queue.add(PodGcReconciler.ALL);
          }
        });
    parts.add(
        name,
        1,
        queue,
        new PodGcReconciler(parts.client("pod-garbage-collector"), pods, nodes, parts.clock()),
        pods,
        nodes);
  }
}

package io.gantry.cluster.nodelifecycle;

import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.ObjectReference;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.WorkQueue;
import java.time.InstantSource;

/** Connects the feeds with the reconciler of nodes. */
public final class NodeLifecycle {
  public static final String LEASES_NAMESPACE = "kube-node-lease";

  private NodeLifecycle() {}

  /**
   * @param pods with an index named {@code node}
   * @param leases those of {@link #LEASES_NAMESPACE}
   */
  public static Reconciler<String> connect(
      ApiClient api,
      EventRecorder events,
      InstantSource clock,
      Informer<NodeView> nodes,
      Informer<ResourceObject> pods,
      Informer<ResourceObject> leases,
      WorkQueue<String> queue) {
    Heartbeats heartbeats = new Heartbeats(clock);
    leases.handle(
        new ChangeHandler<>() {
          @Override
          public void added(ResourceObject lease) {
            heartbeats.lease(lease);
          }

          @Override
          public void updated(ResourceObject before, ResourceObject after) {
            heartbeats.lease(after);
          }

          @Override
          public void deleted(ResourceObject last) {}
        });
    nodes.handle(
        new ChangeHandler<>() {
          @Override
          public void added(NodeView node) {
            heartbeats.status(node);
            events.normal(
                ObjectReference.to(Resources.NODE, node.object()),
                "RegisteredNode",
                "Node "
                    + node.name()
                    + " event: Registered Node "
                    + node.name()
                    + " in Controller");
            queue.add(node.name());
          }

          @Override
          public void updated(NodeView before, NodeView after) {
            heartbeats.status(after);
            boolean turned = !before.ready().equals(after.ready());
            if (before.ready().equals(NodeView.TRUE) && turned) {
              heartbeats.fell(after.name());
            }
            if (turned) {
              nodes.list().forEach(node -> queue.add(node.name()));
            } else if (!before.conditions().equals(after.conditions())
                || !before.taints().equals(after.taints())
                || before.unschedulable() != after.unschedulable()
                || !before.object().labels().equals(after.object().labels())) {
              queue.add(after.name());
            }
          }

          @Override
          public void deleted(NodeView last) {
            heartbeats.forget(last.name());
            events.normal(
                ObjectReference.to(Resources.NODE, last.object()),
                "RemovingNode",
                "Node "
                    + last.name()
                    + " event: Removing Node "
                    + last.name()
                    + " from Controller");
            nodes.list().forEach(node -> queue.add(node.name()));
          }
        });
    return new NodeLifecycleReconciler(api, events, clock, nodes, pods, heartbeats);
  }
}

package io.gantry.replication.daemonset;

import io.gantry.apimodel.ObjectKey;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.Informer;
import io.gantry.replication.revision.Revision;
import io.gantry.replication.workload.ControllerContext;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.PodKeeperQueue;
import io.gantry.replication.workload.WorkloadController;

/** Wires the loop of the DaemonSet controller. */
public final class DaemonSetController implements WorkloadController {
  public static final String NAME = "daemon-set-controller";

  /** Its events say it without the second dash. */
  public static final String EVENT_SOURCE = "daemonset-controller";

  private static final int WORKERS = 2;

  private final PodKeeperQueue<DaemonSet> queue;
  private final ControlLoop<ObjectKey> loop;

  public DaemonSetController(
      ControllerContext context,
      Informer<DaemonSet> sets,
      Informer<Pod> pods,
      Informer<Node> nodes,
      Informer<Revision> revisions) {
    this.queue = new PodKeeperQueue<>(NAME, "DaemonSet", context, sets, pods);
    nodes.handle(new NodeChanges());
    this.loop =
        queue.loop(
            WORKERS,
            new DaemonSetReconciler(context, sets, pods, nodes, revisions, queue.expectations()));
  }

  /** Heartbeats change nodes all the time: only what decides about daemons counts. */
  private final class NodeChanges implements ChangeHandler<Node> {
    @Override
    public void added(Node node) {
      enqueueAll();
    }

    @Override
    public void updated(Node before, Node after) {
      if (!before.equals(after)) {
        enqueueAll();
      }
    }

    @Override
    public void deleted(Node last) {
      enqueueAll();
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ControlLoop<ObjectKey> loop() {
    return loop;
  }

  @Override
  public void enqueueAll() {
    queue.addAll();
  }
}

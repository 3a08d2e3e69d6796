package io.gantry.replication.replicaset;

import io.gantry.apimodel.ObjectKey;
import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.Informer;
import io.gantry.replication.workload.ApiPodControl;
import io.gantry.replication.workload.ControllerContext;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.PodKeeperQueue;
import io.gantry.replication.workload.ReplicaSet;
import io.gantry.replication.workload.WorkloadController;

/** Wires the loop for one flavor: ReplicaSets, or ReplicationControllers. */
public final class ReplicaSetController implements WorkloadController {
  private static final int WORKERS = 5;

  private final ReplicaSet.Flavor flavor;
  private final PodKeeperQueue<ReplicaSet> queue;
  private final ControlLoop<ObjectKey> loop;

  public ReplicaSetController(
      ReplicaSet.Flavor flavor,
      ControllerContext context,
      Informer<ReplicaSet> sets,
      Informer<Pod> pods) {
    this.flavor = flavor;
    this.queue =
        new PodKeeperQueue<>(flavor.controllerName(), flavor.kind().kind(), context, sets, pods);
    this.loop =
        queue.loop(
            WORKERS,
            new ReplicaSetReconciler(
                flavor,
                sets,
                pods,
                queue.expectations(),
                context.client(),
                new ApiPodControl(context.client(), context.events()),
                context.slowStart(),
                context.clock()));
  }

  @Override
  public String name() {
    return flavor.controllerName();
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

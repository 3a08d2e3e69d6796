package io.gantry.replication.replicationcontroller;

import io.gantry.controlruntime.Informer;
import io.gantry.replication.replicaset.ReplicaSetController;
import io.gantry.replication.workload.ControllerContext;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.ReplicaSet;
import io.gantry.replication.workload.WorkloadController;

/** The controller of ReplicationControllers, made of the ReplicaSets' one. */
public final class ReplicationControllers {
  private ReplicationControllers() {}

  public static WorkloadController controller(
      ControllerContext context, Informer<ReplicaSet> controllers, Informer<Pod> pods) {
    return new ReplicaSetController(
        ReplicaSet.Flavor.REPLICATION_CONTROLLER, context, controllers, pods);
  }
}

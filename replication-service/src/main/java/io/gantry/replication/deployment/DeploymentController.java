package io.gantry.replication.deployment;

import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.OwnerReference;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.WorkQueue;
import io.gantry.replication.workload.ControllerContext;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.ReplicaSet;
import io.gantry.replication.workload.WorkloadController;
import java.util.Optional;

/** Wires the loop of the Deployment controller. */
public final class DeploymentController implements WorkloadController {
  public static final String NAME = "deployment-controller";
  private static final int WORKERS = 5;

  private final Informer<Deployment> deployments;
  private final Informer<ReplicaSet> sets;
  private final WorkQueue<ObjectKey> queue;
  private final ControlLoop<ObjectKey> loop;

  public DeploymentController(
      ControllerContext context,
      Informer<Deployment> deployments,
      Informer<ReplicaSet> sets,
      Informer<Pod> pods) {
    this.deployments = deployments;
    this.sets = sets;
    this.queue = new WorkQueue<>(NAME, context.clock(), context.meters());
    deployments.handle(ChangeHandler.latest(deployment -> queue.add(deployment.key())));
    sets.handle(ChangeHandler.each(this::setChanged));
    pods.handle(new OldPodsGone());
    this.loop =
        new ControlLoop<>(
            NAME,
            WORKERS,
            queue,
            new DeploymentReconciler(
                deployments, sets, pods, context.client(), context.events(), context.clock()),
            context.meters());
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
    deployments.list().forEach(deployment -> queue.add(deployment.key()));
  }

  private void setChanged(ReplicaSet set) {
    if (set.controller().isPresent()) {
      owner(set).ifPresent(deployment -> queue.add(deployment.key()));
      return;
    }
    for (Deployment deployment : deployments.inNamespace(set.namespace())) {
      if (!deployment.selector().isEmpty() && deployment.selector().matches(set.labels())) {
        queue.add(deployment.key());
      }
    }
  }

  private Optional<Deployment> owner(ReplicaSet set) {
    Optional<OwnerReference> reference =
        set.controller().filter(ref -> ref.kind().equals("Deployment"));
    return reference
        .flatMap(ref -> deployments.get(set.namespace(), ref.name()))
        .filter(deployment -> deployment.uid().equals(reference.get().uid()));
  }

  /** Recreate waits for the last old pod to go, which no ReplicaSet's status tells. */
  private final class OldPodsGone implements ChangeHandler<Pod> {
    @Override
    public void added(Pod pod) {}

    @Override
    public void updated(Pod before, Pod after) {
      if (!before.finished() && after.finished()) {
        deleted(after);
      }
    }

    @Override
    public void deleted(Pod pod) {
      pod.controller()
          .filter(ref -> ref.kind().equals("ReplicaSet"))
          .flatMap(ref -> sets.get(pod.namespace(), ref.name()))
          .flatMap(DeploymentController.this::owner)
          .filter(Deployment::recreate)
          .ifPresent(deployment -> queue.add(deployment.key()));
    }
  }
}

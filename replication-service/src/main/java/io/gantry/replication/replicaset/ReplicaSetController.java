package io.gantry.replication.replicaset;

import io.gantry.apimodel.ObjectKey;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.Expectations;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.WorkQueue;
import io.gantry.replication.workload.ApiPodControl;
import io.gantry.replication.workload.ControllerContext;
import io.gantry.replication.workload.OwnedPodWatcher;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.ReplicaSet;
import io.gantry.replication.workload.WorkloadController;

/** Wires the loop for one flavor: ReplicaSets, or ReplicationControllers. */
public final class ReplicaSetController implements WorkloadController {
  private static final int WORKERS = 5;

  private final ReplicaSet.Flavor flavor;
  private final Informer<ReplicaSet> sets;
  private final ControlLoop<ObjectKey> loop;

  public ReplicaSetController(
      ReplicaSet.Flavor flavor,
      ControllerContext context,
      Informer<ReplicaSet> sets,
      Informer<Pod> pods) {
    this.flavor = flavor;
    this.sets = sets;
    Expectations<ObjectKey> expectations = new Expectations<>(context.clock());
    WorkQueue<ObjectKey> queue =
        new WorkQueue<>(flavor.controllerName(), context.clock(), context.meters());
    sets.handle(
        new ChangeHandler<>() {
          @Override
          public void added(ReplicaSet set) {
            queue.add(set.key());
          }

          @Override
          public void updated(ReplicaSet before, ReplicaSet after) {
            queue.add(after.key());
          }

          @Override
          public void deleted(ReplicaSet last) {
            // At once, not in the reconciler: a new set of this name must not wait for its pods.
            expectations.forget(last.key());
            queue.add(last.key());
          }
        });
    pods.handle(
        new OwnedPodWatcher(
            flavor.kind().kind(),
            expectations,
            queue,
            (namespace, name) ->
                sets.get(namespace, name)
                    .map(set -> new OwnedPodWatcher.Keeper(set.key(), set.uid())),
            orphan ->
                sets.inNamespace(orphan.namespace()).stream()
                    .filter(set -> set.selector().matches(orphan.labels()))
                    .map(ReplicaSet::key)
                    .toList()));
    this.loop =
        new ControlLoop<>(
            flavor.controllerName(),
            WORKERS,
            queue,
            new ReplicaSetReconciler(
                flavor,
                sets,
                pods,
                expectations,
                context.client(),
                new ApiPodControl(context.client(), context.events()),
                context.slowStart(),
                context.clock()),
            context.meters());
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
    sets.list().forEach(set -> loop.queue().add(set.key()));
  }
}

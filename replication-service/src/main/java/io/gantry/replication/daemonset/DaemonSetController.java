package io.gantry.replication.daemonset;

import io.gantry.apimodel.ObjectKey;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.Expectations;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.WorkQueue;
import io.gantry.replication.revision.Revision;
import io.gantry.replication.workload.ControllerContext;
import io.gantry.replication.workload.OwnedPodWatcher;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.WorkloadController;

/** Wires the loop of the DaemonSet controller. */
public final class DaemonSetController implements WorkloadController {
  public static final String NAME = "daemon-set-controller";

  /** Its events say it without the second dash. */
  public static final String EVENT_SOURCE = "daemonset-controller";

  private static final int WORKERS = 2;

  private final Informer<DaemonSet> sets;
  private final WorkQueue<ObjectKey> queue;
  private final ControlLoop<ObjectKey> loop;

  public DaemonSetController(
      ControllerContext context,
      Informer<DaemonSet> sets,
      Informer<Pod> pods,
      Informer<Node> nodes,
      Informer<Revision> revisions) {
    this.sets = sets;
    this.queue = new WorkQueue<>(NAME, context.clock(), context.meters());
    Expectations<ObjectKey> expectations = new Expectations<>(context.clock());
    sets.handle(
        new ChangeHandler<>() {
          @Override
          public void added(DaemonSet set) {
            queue.add(set.key());
          }

          @Override
          public void updated(DaemonSet before, DaemonSet after) {
            queue.add(after.key());
          }

          @Override
          public void deleted(DaemonSet last) {
            expectations.forget(last.key());
            queue.add(last.key());
          }
        });
    pods.handle(
        new OwnedPodWatcher(
            "DaemonSet",
            expectations,
            queue,
            (namespace, name) ->
                sets.get(namespace, name)
                    .map(set -> new OwnedPodWatcher.Keeper(set.key(), set.uid())),
            orphan ->
                sets.inNamespace(orphan.namespace()).stream()
                    .filter(set -> set.selector().matches(orphan.labels()))
                    .map(DaemonSet::key)
                    .toList()));
    nodes.handle(new NodeChanges());
    this.loop =
        new ControlLoop<>(
            NAME,
            WORKERS,
            queue,
            new DaemonSetReconciler(context, sets, pods, nodes, revisions, expectations),
            context.meters());
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
    sets.list().forEach(set -> queue.add(set.key()));
  }
}

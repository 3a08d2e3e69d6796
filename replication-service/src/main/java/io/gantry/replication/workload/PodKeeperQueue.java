package io.gantry.replication.workload;

import io.gantry.apimodel.ObjectKey;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.Expectations;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.WorkQueue;

/**
 * What the controllers of pods have in common: the queue of their objects' keys, led there by
 * changes of these objects and of their pods, and what is expected of the pods' cache.
 */
public final class PodKeeperQueue<K extends PodKeeper> {
  private final String controller;
  private final ControllerContext context;
  private final Informer<K> keepers;
  private final WorkQueue<ObjectKey> queue;
  private final Expectations<ObjectKey> expectations;

  /**
   * @param controller its name
   * @param kind of the objects
   */
  public PodKeeperQueue(
      String controller,
      String kind,
      ControllerContext context,
      Informer<K> keepers,
      Informer<Pod> pods) {
    this(
        controller,
        kind,
        context,
        new WorkQueue<>(controller, context.clock(), context.meters()),
        keepers,
        pods);
  }

  /** The same with a queue that waits in its own way before it tries again. */
  public PodKeeperQueue(
      String controller,
      String kind,
      ControllerContext context,
      WorkQueue<ObjectKey> queue,
      Informer<K> keepers,
      Informer<Pod> pods) {
    this.controller = controller;
    this.context = context;
    this.keepers = keepers;
    this.queue = queue;
    this.expectations = new Expectations<>(context.clock());
    keepers.handle(new KeeperChanges());
    pods.handle(new OwnedPodWatcher<>(kind, keepers, expectations, queue));
  }

  private final class KeeperChanges implements ChangeHandler<K> {
    @Override
    public void added(K keeper) {
      queue.add(keeper.key());
    }

    @Override
    public void updated(K before, K after) {
      queue.add(after.key());
    }

    @Override
    public void deleted(K last) {
      // At once, not in the reconciler: a new object of this name must not wait for its pods.
      expectations.forget(last.key());
      queue.add(last.key());
    }
  }

  public Expectations<ObjectKey> expectations() {
    return expectations;
  }

  public void add(ObjectKey key) {
    queue.add(key);
  }

  public void addAll() {
    keepers.list().forEach(keeper -> queue.add(keeper.key()));
  }

  public ControlLoop<ObjectKey> loop(int workers, Reconciler<ObjectKey> reconciler) {
    return new ControlLoop<>(controller, workers, queue, reconciler, context.meters());
  }
}

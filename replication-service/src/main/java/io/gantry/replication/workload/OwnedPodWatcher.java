package io.gantry.replication.workload;

import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.OwnerReference;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.Expectations;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.WorkQueue;
import java.util.Optional;

/** Maps changes of pods to the objects that keep them, and fulfils those's expectations. */
final class OwnedPodWatcher<K extends PodKeeper> implements ChangeHandler<Pod> {
  private final String kind;
  private final Informer<K> keepers;
  private final Expectations<ObjectKey> expectations;
  private final WorkQueue<ObjectKey> queue;

  /**
   * @param kind of the keepers
   */
  OwnedPodWatcher(
      String kind,
      Informer<K> keepers,
      Expectations<ObjectKey> expectations,
      WorkQueue<ObjectKey> queue) {
    this.kind = kind;
    this.keepers = keepers;
    this.expectations = expectations;
    this.queue = queue;
  }

  @Override
  public void added(Pod pod) {
    if (pod.deleting()) {
      // First seen when it was already on its way out: nothing was created as far as we count.
      deleted(pod);
    } else if (pod.controller().isPresent()) {
      owner(pod)
          .ifPresent(
              key -> {
                expectations.creationObserved(key);
                queue.add(key);
              });
    } else {
      addMatching(pod);
    }
  }

  @Override
  public void updated(Pod before, Pod after) {
    if (after.deleting()) {
      // The deletion timestamp is what counts: the pod is no longer active.
      deleted(after);
      if (!before.labels().equals(after.labels())) {
        deleted(before);
      }
      return;
    }
    boolean ownerChanged = !before.controller().equals(after.controller());
    if (ownerChanged) {
      owner(before).ifPresent(queue::add);
    }
    if (after.controller().isPresent()) {
      owner(after).ifPresent(queue::add);
    } else if (ownerChanged || !before.labels().equals(after.labels())) {
      addMatching(after);
    }
  }

  @Override
  public void deleted(Pod pod) {
    owner(pod)
        .ifPresent(
            key -> {
              expectations.deletionObserved(key, pod.uid());
              queue.add(key);
            });
  }

  /** The object that controls the pod, if it is known under that very uid. */
  private Optional<ObjectKey> owner(Pod pod) {
    Optional<OwnerReference> reference = pod.controller();
    if (reference.isEmpty() || !reference.get().kind().equals(kind)) {
      return Optional.empty();
    }
    return keepers
        .get(pod.namespace(), reference.get().name())
        .filter(keeper -> keeper.uid().equals(reference.get().uid()))
        .map(PodKeeper::key);
  }

  /** Those that might adopt an orphan. */
  private void addMatching(Pod orphan) {
    for (K keeper : keepers.inNamespace(orphan.namespace())) {
      if (keeper.selector().matches(orphan.labels())) {
        queue.add(keeper.key());
      }
    }
  }
}

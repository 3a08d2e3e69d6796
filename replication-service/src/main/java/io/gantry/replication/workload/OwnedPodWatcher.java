package io.gantry.replication.replicaset;

import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.OwnerReference;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.Expectations;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.WorkQueue;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.ReplicaSet;
import java.util.Optional;

/** Maps changes of pods to the sets they concern, and fulfils the sets' expectations. */
final class PodWatcher implements ChangeHandler<Pod> {
  private final ReplicaSet.Flavor flavor;
  private final Informer<ReplicaSet> sets;
  private final Expectations<ObjectKey> expectations;
  private final WorkQueue<ObjectKey> queue;

  PodWatcher(
      ReplicaSet.Flavor flavor,
      Informer<ReplicaSet> sets,
      Expectations<ObjectKey> expectations,
      WorkQueue<ObjectKey> queue) {
    this.flavor = flavor;
    this.sets = sets;
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
      enqueueMatching(pod);
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
      enqueueMatching(after);
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

  /** The set that controls the pod, if it is known under that very uid. */
  private Optional<ObjectKey> owner(Pod pod) {
    Optional<OwnerReference> reference = pod.controller();
    if (reference.isEmpty() || !reference.get().kind().equals(flavor.kind().kind())) {
      return Optional.empty();
    }
    return sets.get(pod.namespace(), reference.get().name())
        .filter(set -> set.uid().equals(reference.get().uid()))
        .map(ReplicaSet::key);
  }

  private void enqueueMatching(Pod orphan) {
    for (ReplicaSet set : sets.inNamespace(orphan.namespace())) {
      if (set.selector().matches(orphan.labels())) {
        queue.add(set.key());
      }
    }
  }
}

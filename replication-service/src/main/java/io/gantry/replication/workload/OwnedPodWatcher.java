package io.gantry.replication.workload;

import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.OwnerReference;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.Expectations;
import io.gantry.controlruntime.WorkQueue;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Maps changes of pods to the objects that keep them, and fulfils those's expectations. */
public final class OwnedPodWatcher implements ChangeHandler<Pod> {
  /** Who keeps pods: the object that may be theirs, to be compared by uid. */
  public record Keeper(ObjectKey key, String uid) {}

  private final String kind;
  private final Expectations<ObjectKey> expectations;
  private final WorkQueue<ObjectKey> queue;
  private final BiFunction<String, String, Optional<Keeper>> keepers;
  private final Function<Pod, List<ObjectKey>> matching;

  /**
   * @param kind of the owners
   * @param keepers finds an owner by namespace and name
   * @param matching who might adopt an orphan
   */
  public OwnedPodWatcher(
      String kind,
      Expectations<ObjectKey> expectations,
      WorkQueue<ObjectKey> queue,
      BiFunction<String, String, Optional<Keeper>> keepers,
      Function<Pod, List<ObjectKey>> matching) {
    this.kind = kind;
    this.expectations = expectations;
    this.queue = queue;
    this.keepers = keepers;
    this.matching = matching;
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
      matching.apply(pod).forEach(queue::add);
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
      matching.apply(after).forEach(queue::add);
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
        .apply(pod.namespace(), reference.get().name())
        .filter(keeper -> keeper.uid().equals(reference.get().uid()))
        .map(Keeper::key);
  }
}

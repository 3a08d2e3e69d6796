package io.gantry.replication.job;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.ControllerRefs;
import io.gantry.controlruntime.ObjectReference;
import io.gantry.controlruntime.Resources;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.PodKeeper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Job as its controller sees it.
 *
 * @param completions how many pods must succeed; -1 for "one, then wait for the others"
 * @param activeDeadlineSeconds -1 for none
 * @param ttlSecondsAfterFinished -1 for ever
 * @param restartsInPlace {@code restartPolicy: OnFailure}: the kubelet tries again, not the Job
 * @param replacesOnlyFailed whether a terminating pod still counts as running
 */
public record Job(
    ResourceObject object,
    long generation,
    int parallelism,
    int completions,
    int backoffLimit,
    long activeDeadlineSeconds,
    long ttlSecondsAfterFinished,
    boolean suspended,
    boolean indexed,
    boolean restartsInPlace,
    boolean replacesOnlyFailed,
    LabelSelector selector,
    JobStatus status)
    implements PodKeeper {
  /** Keeps a pod until it has been counted. */
  static final String TRACKING = "batch.kubernetes.io/job-tracking";

  static final String INDEX = "batch.kubernetes.io/job-completion-index";

  public static Job of(ResourceObject object) {
    ObjectNode tree = object.tree();
    return new Job(
        object,
        Json.number(tree, 0, "metadata", "generation"),
        Json.integer(tree, 1, "spec", "parallelism"),
        Json.integer(tree, -1, "spec", "completions"),
        Json.integer(tree, 6, "spec", "backoffLimit"),
        Json.number(tree, -1, "spec", "activeDeadlineSeconds"),
        Json.number(tree, -1, "spec", "ttlSecondsAfterFinished"),
        Json.bool(tree, false, "spec", "suspend"),
        Json.text(tree, "spec", "completionMode").equals("Indexed"),
        Json.text(tree, "spec", "template", "spec", "restartPolicy").equals("OnFailure"),
        Json.text(tree, "spec", "podReplacementPolicy").equals("Failed"),
        LabelSelector.ofOrNothing(Json.at(tree, "spec", "selector")),
        JobStatus.of(tree));
  }

  @Override
  public ObjectKey key() {
    return object.key();
  }

  public String name() {
    return object.name();
  }

  public String namespace() {
    return object.namespace();
  }

  @Override
  public String uid() {
    return object.uid();
  }

  ObjectNode template() {
    return (ObjectNode) Json.at(object.tree(), "spec", "template");
  }

  ControllerRefs.Owner asOwner() {
    return new ControllerRefs.Owner(
        Resources.JOBS, Resources.JOB, namespace(), name(), uid(), object.deleting());
  }

  ObjectReference reference() {
    return ObjectReference.to(Resources.JOB, object);
  }

  static boolean isTracked(Pod pod) {
    return pod.finalizers().contains(TRACKING);
  }

  /** The completion index of a pod of an Indexed Job; -1 for none. */
  static int index(Pod pod) {
    try {
      return Integer.parseInt(pod.annotations().getOrDefault(INDEX, "-1"));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}

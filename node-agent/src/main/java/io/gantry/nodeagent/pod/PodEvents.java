package io.gantry.nodeagent.pod;

import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.ObjectReference;

/** Events about pods and their containers. */
public final class PodEvents {
  private final EventRecorder recorder;

  public PodEvents(EventRecorder recorder) {
    this.recorder = recorder;
  }

  public void normal(PodView pod, String reason, String message) {
    recorder.normal(reference(pod, ""), reason, message);
  }

  public void warning(PodView pod, String reason, String message) {
    recorder.warning(reference(pod, ""), reason, message);
  }

  public void normal(PodView pod, ContainerView container, String reason, String message) {
    recorder.normal(reference(pod, container.fieldPath()), reason, message);
  }

  public void warning(PodView pod, ContainerView container, String reason, String message) {
    recorder.warning(reference(pod, container.fieldPath()), reason, message);
  }

  private static ObjectReference reference(PodView pod, String fieldPath) {
    return new ObjectReference(
        "v1",
        "Pod",
        pod.ref().namespace(),
        pod.ref().name(),
        pod.ref().uid(),
        pod.revision() == 0 ? "" : Long.toString(pod.revision()),
        fieldPath);
  }
}

package io.gantry.replication.workload;

import io.gantry.controlruntime.ControllerRefs;
import io.gantry.controlruntime.ObjectReference;
import tools.jackson.databind.node.ObjectNode;

/** How workload controllers make and remove pods; tells about it in events. */
public interface PodControl {
  /** The controller that acts: pods get it as their owner, events are about it. */
  record Actor(ControllerRefs.Owner owner, ObjectReference reference) {}

  /**
   * Creates a pod from a template, with a generated name.
   *
   * @param template a {@code PodTemplateSpec}; not changed
   */
  default void create(Actor actor, ObjectNode template) {
    create(actor, template, actor.owner().name());
  }

  /**
   * The same under another name than the owner's.
   *
   * @param prefix what the pod's name begins with; a dash and five characters follow
   */
  void create(Actor actor, ObjectNode template, String prefix);

  /** Deletes exactly this pod: one of the same name with another uid is left alone. */
  void delete(Actor actor, Pod pod);
}

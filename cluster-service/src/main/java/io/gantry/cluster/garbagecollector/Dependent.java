package io.gantry.cluster.garbagecollector;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.ResourceObject;
import io.gantry.cluster.control.ServedResource;
import java.util.List;

/**
 * An object as the collector knows it: who it is, who owns it, how it is being deleted. Any object
 * may be owned, own others, or both.
 *
 * @param deletion NONE unless it has a deletionTimestamp
 */
record Dependent(
    ServedResource resource,
    String namespace,
    String name,
    String uid,
    List<OwnerReference> owners,
    Deletion deletion) {

  /** How an object is going. */
  enum Deletion {
    NONE,
    /** Waits for nothing of ours. */
    PLAIN,
    /** Waits until its dependents no longer name it as their owner. */
    ORPHANING,
    /** Waits until the dependents that block it are gone. */
    FOREGROUND
  }

  static final String ORPHAN = "orphan";
  static final String FOREGROUND = "foregroundDeletion";

  static Dependent of(ServedResource resource, ResourceObject object) {
    return new Dependent(
        resource,
        object.namespace(),
        object.name(),
        object.uid(),
        object.owners(),
        deletion(object));
  }

  static Deletion deletion(ResourceObject object) {
    if (!object.deleting()) {
      return Deletion.NONE;
    }
    List<String> finalizers = Json.texts(object.tree(), "metadata", "finalizers");
    if (finalizers.contains(ORPHAN)) {
      return Deletion.ORPHANING;
    }
    return finalizers.contains(FOREGROUND) ? Deletion.FOREGROUND : Deletion.PLAIN;
  }

  /** Whether it keeps the owner from going while that is deleted in the foreground. */
  boolean blocks(String owner) {
    return owners.stream().anyMatch(o -> o.uid().equals(owner) && o.blockOwnerDeletion());
  }

  /** Whether a reference found on {@code dependent} really means this object. */
  boolean isMeantBy(OwnerReference reference, Dependent dependent) {
    return uid.equals(reference.uid())
        && name.equals(reference.name())
        && resource.kind().equals(reference.kind())
        && (namespace.isEmpty() || namespace.equals(dependent.namespace));
  }
}

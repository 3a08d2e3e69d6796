package io.gantry.resource.kinds.admission.defaultstorageclass;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.admission.DefaultClass;
import io.gantry.resource.kinds.admission.Refusals;
import io.gantry.resource.machinery.AdmissionPlugin;
import tools.jackson.databind.node.ObjectNode;

/** A claim that names no class gets the default one. */
public final class DefaultStorageClass implements AdmissionPlugin {
  private static final GroupResource CLASSES =
      new GroupResource("storage.k8s.io", "storageclasses");

  @Override
  public String name() {
    return "DefaultStorageClass";
  }

  @Override
  public void admit(Attributes attributes) {
    if (attributes.operation() != Operation.CREATE
        || !Refusals.concerns(attributes, "", "persistentvolumeclaims")) {
      return;
    }
    ObjectNode claim = attributes.object();
    if (Json.has(claim, "spec", "storageClassName")
        || Json.has(claim, "metadata", "annotations", "volume.beta.kubernetes.io/storage-class")) {
      return;
    }
    DefaultClass.of(attributes, CLASSES, "storageclass.kubernetes.io/is-default-class")
        .ifPresent(name -> Json.ensureObject(claim, "spec").put("storageClassName", name));
  }
}

package io.gantry.resource.kinds.admission.storageobjectinuseprotection;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.admission.Refusals;
import io.gantry.resource.machinery.AdmissionPlugin;
import tools.jackson.databind.node.ObjectNode;

/** Volumes and claims do not vanish while they are in use. */
public final class StorageObjectInUseProtection implements AdmissionPlugin {
  @Override
  public String name() {
    return "StorageObjectInUseProtection";
  }

  @Override
  public void admit(Attributes attributes) {
    if (attributes.operation() != Operation.CREATE) {
      return;
    }
    if (Refusals.concerns(attributes, "", "persistentvolumes")) {
      protect(attributes.object(), "kubernetes.io/pv-protection");
    } else if (Refusals.concerns(attributes, "", "persistentvolumeclaims")) {
      protect(attributes.object(), "kubernetes.io/pvc-protection");
    }
  }

  private static void protect(ObjectNode object, String finalizer) {
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    if (!Json.texts(metadata, "finalizers").contains(finalizer)) {
      Json.ensureArray(metadata, "finalizers").add(finalizer);
    }
  }
}

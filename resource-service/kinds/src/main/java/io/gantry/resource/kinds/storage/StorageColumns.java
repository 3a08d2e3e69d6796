package io.gantry.resource.kinds.storage;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Columns of storage.k8s.io. */
public final class StorageColumns {
  private static final List<String> IS_DEFAULT =
      List.of(
          "storageclass.kubernetes.io/is-default-class",
          "storageclass.beta.kubernetes.io/is-default-class");

  private StorageColumns() {}

  public static List<Object> storageClass(ObjectNode object, Instant now) {
    boolean isDefault =
        IS_DEFAULT.stream()
            .anyMatch(a -> Json.text(object, "metadata", "annotations", a).equals("true"));
    return List.of(
        Texts.name(object) + (isDefault ? " (default)" : ""),
        Json.text(object, "provisioner"),
        Texts.textOr("Delete", object, "reclaimPolicy"),
        Texts.textOr("<unset>", object, "volumeBindingMode"),
        Json.bool(object, false, "allowVolumeExpansion"),
        Ages.age(object, now));
  }

  public static List<Object> volumeAttachment(ObjectNode object, Instant now) {
    return List.of(
        Texts.name(object),
        Json.text(object, "spec", "attacher"),
        Json.text(object, "spec", "source", "persistentVolumeName"),
        Json.text(object, "spec", "nodeName"),
        Json.bool(object, false, "status", "attached"),
        Ages.age(object, now));
  }

  public static List<Object> csiDriver(ObjectNode object, Instant now) {
    String modes = String.join(",", Json.texts(object, "spec", "volumeLifecycleModes"));
    return List.of(
        Texts.name(object),
        Json.bool(object, true, "spec", "attachRequired"),
        Json.bool(object, false, "spec", "podInfoOnMount"),
        Json.bool(object, false, "spec", "storageCapacity"),
        Json.has(object, "spec", "tokenRequests")
            ? Texts.joined(Json.items(object, "spec", "tokenRequests"), "audience", ",")
            : "<unset>",
        Json.bool(object, false, "spec", "requiresRepublish"),
        modes.isEmpty() ? "<none>" : modes,
        Ages.age(object, now));
  }

  public static List<Object> csiNode(ObjectNode object, Instant now) {
    return List.of(
        Texts.name(object), Texts.size(object, "spec", "drivers"), Ages.age(object, now));
  }
}

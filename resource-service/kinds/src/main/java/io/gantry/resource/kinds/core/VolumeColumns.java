package io.gantry.resource.kinds.core;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of volumes and claims. */
public final class VolumeColumns {
  private VolumeColumns() {}

  public static List<Object> volume(ObjectNode volume, Instant now) {
    JsonNode claim = Json.at(volume, "spec", "claimRef");
    return List.of(
        Texts.name(volume),
        Texts.quantity(Json.at(volume, "spec", "capacity", "storage")),
        Texts.accessModes(Json.texts(volume, "spec", "accessModes")),
        Json.text(volume, "spec", "persistentVolumeReclaimPolicy"),
        phase(volume),
        claim == null ? "" : Json.text(claim, "namespace") + "/" + Json.text(claim, "name"),
        storageClass(volume),
        Texts.textOr("<unset>", volume, "spec", "volumeAttributesClassName"),
        Json.text(volume, "status", "reason"),
        Ages.age(volume, now),
        Texts.textOr("<unset>", volume, "spec", "volumeMode"));
  }

  public static List<Object> claim(ObjectNode claim, Instant now) {
    String volume = Json.text(claim, "spec", "volumeName");
    boolean bound = !volume.isEmpty();
    return List.of(
        Texts.name(claim),
        phase(claim),
        volume,
        bound ? Texts.quantity(Json.at(claim, "status", "capacity", "storage")) : "",
        bound ? Texts.accessModes(Json.texts(claim, "status", "accessModes")) : "",
        storageClass(claim),
        Texts.textOr("<unset>", claim, "spec", "volumeAttributesClassName"),
        Ages.age(claim, now),
        Texts.textOr("<unset>", claim, "spec", "volumeMode"));
  }

  private static String phase(ObjectNode object) {
    return Json.has(object, "metadata", "deletionTimestamp")
        ? "Terminating"
        : Json.text(object, "status", "phase");
  }

  private static String storageClass(ObjectNode object) {
    return Texts.textOr(
        Json.text(object, "spec", "storageClassName"),
        object,
        "metadata",
        "annotations",
        "volume.beta.kubernetes.io/storage-class");
  }
}

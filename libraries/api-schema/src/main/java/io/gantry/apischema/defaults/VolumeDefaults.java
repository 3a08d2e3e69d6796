package io.gantry.apischema.defaults;

import io.gantry.apimodel.Json;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Volumes of pods, persistent volumes and claims. */
final class VolumeDefaults {
  /** Octal 0644. */
  private static final int FILE_MODE = 420;

  private VolumeDefaults() {}

  static void volume(ObjectNode volume) {
    if (volume.properties().stream().noneMatch(VolumeDefaults::isSource)) {
      volume.putObject("emptyDir");
    }
    Fill.in(volume, "secret", secret -> Fill.number(secret, "defaultMode", FILE_MODE));
    Fill.in(volume, "configMap", map -> Fill.number(map, "defaultMode", FILE_MODE));
    Fill.in(
        volume,
        "downwardAPI",
        downward -> {
          Fill.number(downward, "defaultMode", FILE_MODE);
          downwardItems(downward);
        });
    Fill.in(
        volume,
        "projected",
        projected -> {
          Fill.number(projected, "defaultMode", FILE_MODE);
          Fill.each(projected, "sources", VolumeDefaults::projection);
        });
    Fill.in(
        volume,
        "ephemeral",
        ephemeral ->
            Fill.in(
                ephemeral,
                "volumeClaimTemplate",
                template -> Fill.in(template, "spec", VolumeDefaults::claimSpec)));
    source(volume);
  }

  private static boolean isSource(Map.Entry<String, JsonNode> field) {
    return !field.getKey().equals("name") && field.getValue().isObject();
  }

  private static void projection(ObjectNode source) {
    Fill.in(source, "serviceAccountToken", token -> Fill.number(token, "expirationSeconds", 3600));
    Fill.in(source, "downwardAPI", VolumeDefaults::downwardItems);
  }

  private static void downwardItems(ObjectNode downward) {
    Fill.each(
        downward,
        "items",
        item -> Fill.in(item, "fieldRef", field -> Fill.text(field, "apiVersion", "v1")));
  }

  /** Sources that pods and persistent volumes have in common. */
  private static void source(ObjectNode volume) {
    Fill.in(
        volume,
        "hostPath",
        host -> {
          if (Fill.isAbsent(host, "type")) {
            host.put("type", "");
          }
        });
    Fill.in(volume, "iscsi", iscsi -> Fill.text(iscsi, "iscsiInterface", "default"));
    Fill.in(
        volume,
        "rbd",
        rbd -> {
          Fill.text(rbd, "pool", "rbd");
          Fill.text(rbd, "user", "admin");
          Fill.text(rbd, "keyring", "/etc/ceph/keyring");
        });
    Fill.in(
        volume,
        "azureDisk",
        disk -> {
          if (Fill.isAbsent(disk, "cachingMode")) {
            disk.put("cachingMode", "ReadWrite");
          }
          if (Fill.isAbsent(disk, "kind")) {
            disk.put("kind", "Shared");
          }
          if (Fill.isAbsent(disk, "fsType")) {
            disk.put("fsType", "ext4");
          }
          Fill.bool(disk, "readOnly", false);
        });
    Fill.in(
        volume,
        "scaleIO",
        scale -> {
          Fill.text(scale, "storageMode", "ThinProvisioned");
          Fill.text(scale, "fsType", "xfs");
        });
  }

  static void persistentVolume(ObjectNode volume) {
    ObjectNode spec = Json.ensureObject(volume, "spec");
    Fill.text(Json.ensureObject(volume, "status"), "phase", "Pending");
    Fill.text(spec, "persistentVolumeReclaimPolicy", "Retain");
    Fill.text(spec, "volumeMode", "Filesystem");
    Resources.round(spec, "capacity");
    source(spec);
  }

  static void claim(ObjectNode claim) {
    Fill.text(Json.ensureObject(claim, "status"), "phase", "Pending");
    claimSpec(Json.ensureObject(claim, "spec"));
  }

  static void claimSpec(ObjectNode spec) {
    Fill.text(spec, "volumeMode", "Filesystem");
    Fill.in(spec, "resources", Resources::roundBoth);
  }
}

package io.gantry.resource.kinds.core.persistentvolume;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.core.podspec.DriverNames;
import io.gantry.resource.kinds.core.podspec.PathRules;
import io.gantry.resource.kinds.core.podspec.RemoteVolumeRules;
import io.gantry.resource.kinds.core.podspec.VolumeSources;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A volume has exactly one source. */
final class VolumeSourceRules {
  private static final List<String> SOURCES =
      List.of(
          "hostPath",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "glusterfs",
          "flocker",
          "nfs",
          "rbd",
          "quobyte",
          "cephfs",
          "iscsi",
          "cinder",
          "fc",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "scaleIO",
          "local",
          "storageos",
          "csi",
          "flexVolume");

  private static final List<String> CSI_SECRETS =
      List.of(
          "controllerPublishSecretRef",
          "controllerExpandSecretRef",
          "nodePublishSecretRef",
          "nodeExpandSecretRef");

  private VolumeSourceRules() {}

  static void validate(Findings out, FieldPath path, JsonNode spec) {
    int count = 0;
    for (String source : SOURCES) {
      JsonNode node = Json.at(spec, source);
      if (node == null) {
        continue;
      }
      if (count++ > 0) {
        out.forbidden(path.child(source), "may not specify more than 1 volume type");
        continue;
      }
      switch (source) {
        case "hostPath" -> VolumeSources.hostPath(out, path.child(source), node);
        case "nfs" -> VolumeSources.nfs(out, path.child(source), node);
        case "local" -> local(out, path, spec, node);
        case "csi" -> {
          DriverNames.validate(out, path.child(source, "driver"), Json.text(node, "driver"));
          out.present(path.child(source, "volumeHandle"), Json.text(node, "volumeHandle"));
          for (String secret : CSI_SECRETS) {
            secret(out, path.child(source, secret), Json.at(node, secret));
          }
        }
        default -> RemoteVolumeRules.validate(out, path.child(source), source, node, true);
      }
    }
    if (count == 0) {
      out.required(path, "must specify a volume type");
    }
    if (Json.text(spec, "hostPath", "path").equals("/")
        && Json.text(spec, "persistentVolumeReclaimPolicy").equals("Recycle")) {
      out.forbidden(
          path.child("persistentVolumeReclaimPolicy"),
          "may not be 'recycle' for a hostPath mount of '/'");
    }
  }

  private static void local(Findings out, FieldPath path, JsonNode spec, JsonNode node) {
    String file = Json.text(node, "path");
    out.present(path.child("local", "path"), file);
    PathRules.noBacksteps(out, path.child("local", "path"), file);
    if (!Json.has(spec, "nodeAffinity")) {
      out.required(path.child("nodeAffinity"), "Local volume requires node affinity");
    }
  }

  private static void secret(Findings out, FieldPath path, JsonNode reference) {
    if (reference != null) {
      out.requiredFormat(
          path.child("name"), Json.text(reference, "name"), Formats::dns1123Subdomain);
      out.requiredFormat(
          path.child("namespace"), Json.text(reference, "namespace"), Formats::dns1123Label);
    }
  }

  static boolean same(JsonNode spec, JsonNode old) {
    return SOURCES.stream().allMatch(s -> FieldRules.same(Json.at(spec, s), Json.at(old, s)));
  }
}

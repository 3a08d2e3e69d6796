package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.core.persistentvolumeclaim.PersistentVolumeClaimStrategy;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A pod's volumes: exactly one source each. */
final class VolumeRules {
  /** In the order in which Kubernetes looks at them. */
  private static final List<String> SOURCES =
      List.of(
          "emptyDir",
          "hostPath",
          "gitRepo",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "secret",
          "nfs",
          "iscsi",
          "glusterfs",
          "flocker",
          "persistentVolumeClaim",
          "rbd",
          "cinder",
          "cephfs",
          "quobyte",
          "downwardAPI",
          "fc",
          "flexVolume",
          "configMap",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "storageos",
          "projected",
          "scaleIO",
          "csi",
          "ephemeral",
          "image");

  private static final List<String> HOST_PATH_TYPES =
      List.of(
          "",
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");

  private VolumeRules() {}

  /** The valid volumes by name: containers may mount only these. */
  static Map<String, JsonNode> volumes(Findings out, FieldPath path, List<JsonNode> volumes) {
    Map<String, JsonNode> valid = new HashMap<>();
    for (int i = 0; i < volumes.size(); i++) {
      FieldPath at = path.index(i);
      JsonNode volume = volumes.get(i);
      Findings own = new Findings();
      source(own, at, volume);
      String name = Json.text(volume, "name");
      own.requiredFormat(at.child("name"), name, Formats::dns1123Label);
      if (valid.containsKey(name)) {
        own.add(FieldError.duplicate(at.child("name"), name));
      }
      if (own.isEmpty()) {
        valid.put(name, volume);
      } else {
        out.add(own.list());
      }
    }
    return valid;
  }

  private static void source(Findings out, FieldPath path, JsonNode volume) {
    int count = 0;
    for (String source : SOURCES) {
      JsonNode node = Json.at(volume, source);
      if (node == null) {
        continue;
      }
      if (count++ > 0) {
        out.forbidden(path.child(inTheWay(source)), "may not specify more than 1 volume type");
      } else {
        contents(out, path.child(RemoteVolumeRules.nameOf(source)), source, node);
      }
    }
    longTarget(out, path, volume);
    if (count == 0) {
      out.required(path, "must specify a volume type");
    }
  }

  /** Kubernetes' names for sources that there are too many of, slips included. */
  private static String inTheWay(String source) {
    return switch (source) {
      case "cephfs" -> "cephFS";
      case "downwardAPI" -> "downwarAPI";
      default -> source;
    };
  }

  /** Volume and target together name a session where the initiator is named. */
  private static void longTarget(Findings out, FieldPath path, JsonNode volume) {
    String name = Json.text(volume, "name");
    String session = name + ":" + Json.text(volume, "iscsi", "targetPortal");
    if (Json.has(volume, "iscsi", "initiatorName") && session.length() > 64) {
      out.invalid(
          path.child("name"),
          name,
          "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if"
              + " iscsi.initiatorName is specified.");
    }
  }

  private static void contents(Findings out, FieldPath path, String source, JsonNode node) {
    switch (source) {
      case "emptyDir" -> {
        JsonNode limit = Json.at(node, "sizeLimit");
        if (limit != null && QuantityRules.of(limit).signum() < 0) {
          out.forbidden(
              path.child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
        }
      }
      case "hostPath" -> hostPath(out, path, node);
      case "secret" -> {
        out.present(path.child("secretName"), Json.text(node, "secretName"));
        ProjectedRules.files(out, path, node);
      }
      case "configMap" -> {
        out.present(path.child("name"), Json.text(node, "name"));
        ProjectedRules.files(out, path, node);
      }
      case "downwardAPI" -> ProjectedRules.downward(out, path, node);
      case "projected" -> ProjectedRules.projected(out, path, node);
      case "persistentVolumeClaim" ->
          out.present(path.child("claimName"), Json.text(node, "claimName"));
      case "nfs" -> nfs(out, path, node);
      case "csi" -> {
        DriverNames.validate(out, path.child("driver"), Json.text(node, "driver"));
        JsonNode secret = Json.at(node, "nodePublishSecretRef");
        if (secret != null) {
          out.present(path.child("nodePublishSecretRef", "name"), Json.text(secret, "name"));
          if (!Json.text(secret, "name").isEmpty()) {
            out.format(path.child("name"), Json.text(secret, "name"), Formats::dns1123Subdomain);
          }
        }
      }
      case "gitRepo" -> {
        out.present(path.child("repository"), Json.text(node, "repository"));
        if (!Json.text(node, "directory").isEmpty()) {
          PathRules.descending(out, path.child("directory"), Json.text(node, "directory"));
        }
      }
      case "ephemeral" -> {
        if (!Json.has(node, "volumeClaimTemplate")) {
          out.required(path.child("volumeClaimTemplate"));
        } else {
          PersistentVolumeClaimStrategy.template(
              out, path.child("volumeClaimTemplate"), Json.at(node, "volumeClaimTemplate"));
        }
      }
      default -> RemoteVolumeRules.validate(out, path, source, node, false);
    }
  }

  static void hostPath(Findings out, FieldPath path, JsonNode node) {
    String host = Json.text(node, "path");
    if (host.isEmpty()) {
      out.required(path.child("path"));
      return;
    }
    PathRules.noBacksteps(out, path.child("path"), host);
    out.optionalOneOf(path.child("type"), Json.at(node, "type"), HOST_PATH_TYPES);
  }

  static void nfs(Findings out, FieldPath path, JsonNode node) {
    out.present(path.child("server"), Json.text(node, "server"));
    String exported = Json.text(node, "path");
    out.present(path.child("path"), exported);
    if (!exported.startsWith("/")) {
      out.invalid(path.child("path"), exported, "must be an absolute path");
    }
  }
}

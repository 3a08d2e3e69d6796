package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Volumes that come from elsewhere: storage networks, clouds. Gantry mounts none of them; what they
 * must be like is Kubernetes' to say all the same.
 */
public final class RemoteVolumeRules {
  /** Fields that must be there, by source, where that is all there is to say. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "rbd", List.of("monitors", "image"),
          "cephfs", List.of("monitors"),
          "cinder", List.of("volumeID"),
          "azureFile", List.of("secretName", "shareName"),
          "vsphereVolume", List.of("volumePath"),
          "photonPersistentDisk", List.of("pdID"),
          "portworxVolume", List.of("volumeID"),
          "scaleIO", List.of("gateway", "system", "volumeName"),
          "glusterfs", List.of("endpoints", "path"));

  private static final Pattern IQN =
      Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([\\p{Alnum}\\-.]+)(:[^,;*&$|\\s]+)$");
  private static final Pattern EUI = Pattern.compile("^eui.\\p{Alnum}{16}$");
  private static final Pattern NAA = Pattern.compile("^naa.\\p{Alnum}{32}$");
  private static final int LONGEST_TENANT = 64;

  private RemoteVolumeRules() {}

  /** What errors within a source call it. */
  public static String nameOf(String source) {
    return source.equals("gcePersistentDisk") ? "persistentDisk" : source;
  }

  /**
   * @param persistent whether it is a PersistentVolume's source: some words differ
   */
  public static void validate(
      Findings out, FieldPath path, String source, JsonNode node, boolean persistent) {
    for (String field : REQUIRED.getOrDefault(source, List.of())) {
      JsonNode value = Json.at(node, field);
      if (value == null || (value.isString() && value.asString().isEmpty()) || isNone(value)) {
        out.required(path.child(field));
      }
    }
    switch (source) {
      case "gcePersistentDisk" -> disk(out, path, node, "pdName");
      case "awsElasticBlockStore" -> disk(out, path, node, "volumeID");
      case "iscsi" -> iscsi(out, path, node, persistent);
      case "fc" -> fibre(out, path, node);
      case "quobyte" -> quobyte(out, path, node);
      case "flocker" -> flocker(out, path, node);
      case "azureDisk" -> azureDisk(out, path, node);
      case "flexVolume" -> flex(out, path, node);
      case "storageos" -> storageOs(out, path, node, persistent);
      case "cinder" -> {
        if (Json.has(node, "secretRef")) {
          out.present(path.child("secretRef", "name"), Json.text(node, "secretRef", "name"));
          if (persistent) {
            out.present(
                path.child("secretRef", "namespace"), Json.text(node, "secretRef", "namespace"));
          }
        }
      }
      case "glusterfs" -> endpoints(out, path.child("endpointsNamespace"), node, persistent);
      case "azureFile" -> {
        JsonNode namespace = Json.at(node, "secretNamespace");
        if (persistent && namespace != null) {
          out.present(path.child("secretNamespace"), namespace.asString());
        }
      }
      default -> {}
    }
  }

  private static void endpoints(Findings out, FieldPath at, JsonNode node, boolean persistent) {
    JsonNode namespace = Json.at(node, "endpointsNamespace");
    if (!persistent || namespace == null) {
      return;
    }
    if (namespace.asString().isEmpty()) {
      out.invalid(at, "", "if the endpointnamespace is set, it must be a valid namespace name");
    } else {
      out.format(at, namespace.asString(), Formats::dns1123Label);
    }
  }

  private static boolean isNone(JsonNode value) {
    return value.isArray() && value.isEmpty();
  }

  private static void disk(Findings out, FieldPath path, JsonNode node, String name) {
    out.present(path.child(name), Json.text(node, name));
    long partition = Json.number(node, 0, "partition");
    if (partition < 0 || partition > 255) {
      out.invalid(path.child("partition"), partition, "must be between 1 and 255, inclusive");
    }
  }

  private static void iscsi(Findings out, FieldPath path, JsonNode node, boolean persistent) {
    out.present(path.child("targetPortal"), Json.text(node, "targetPortal"));
    String target = Json.text(node, "iqn");
    String form = persistent ? "" : " starting with iqn, eui, or naa";
    if (target.isEmpty()) {
      out.required(path.child("iqn"));
    } else {
      qualifiedName(out, path.child("iqn"), target, form);
    }
    out.add(FieldRules.inRange(path.child("lun"), Json.number(node, 0, "lun"), 0, 255));
    boolean authenticates =
        Json.bool(node, false, "chapAuthDiscovery") || Json.bool(node, false, "chapAuthSession");
    JsonNode secret = Json.at(node, "secretRef");
    if (authenticates && secret == null) {
      out.required(path.child("secretRef"));
    }
    if (persistent && secret != null) {
      out.present(path.child("secretRef", "name"), Json.text(secret, "name"));
    }
    JsonNode initiator = Json.at(node, "initiatorName");
    if (initiator != null) {
      qualifiedName(out, path.child("initiatorname"), initiator.asString(), form);
    }
  }

  private static void qualifiedName(Findings out, FieldPath at, String name, String form) {
    Pattern pattern =
        name.startsWith("iqn")
            ? IQN
            : name.startsWith("eui") ? EUI : name.startsWith("naa") ? NAA : null;
    if (pattern == null) {
      out.invalid(at, name, "must be valid format" + form);
    } else if (!pattern.matcher(name).find()) {
      out.invalid(at, name, "must be valid format");
    }
  }

  private static void fibre(Findings out, FieldPath path, JsonNode node) {
    List<String> names = Json.texts(node, "targetWWNs");
    boolean ids = !Json.items(node, "wwids").isEmpty();
    if (names.isEmpty() && !ids) {
      out.required(
          path.child("targetWWNs"), "must specify either targetWWNs or wwids, but not both");
    }
    if (names.isEmpty()) {
      return;
    }
    if (ids) {
      out.invalid(
          path.child("targetWWNs"),
          GoText.strings(names),
          "targetWWNs and wwids can not be specified simultaneously");
    }
    JsonNode lun = Json.at(node, "lun");
    if (lun == null) {
      out.required(path.child("lun"), "lun is required if targetWWNs is specified");
    } else {
      out.add(FieldRules.inRange(path.child("lun"), lun.longValue(), 0, 255));
    }
  }

  private static void quobyte(Findings out, FieldPath path, JsonNode node) {
    String pairs = "must be a host:port pair or multiple pairs separated by commas";
    String registry = Json.text(node, "registry");
    if (registry.isEmpty()) {
      out.required(path.child("registry"), pairs);
    } else if (Json.text(node, "tenant").length() > LONGEST_TENANT) {
      out.required(
          path.child("tenant"), "must be a UUID and may not exceed a length of 64 characters");
    } else {
      for (String pair : registry.split(",", -1)) {
        if (pair.indexOf(':') < 0 || pair.indexOf(':') != pair.lastIndexOf(':')) {
          out.invalid(path.child("registry"), registry, pairs);
        }
      }
    }
    out.present(path.child("volume"), Json.text(node, "volume"));
  }

  private static void flocker(Findings out, FieldPath path, JsonNode node) {
    String name = Json.text(node, "datasetName");
    String id = Json.text(node, "datasetUUID");
    if (name.isEmpty() && id.isEmpty()) {
      out.required(path, "one of datasetName and datasetUUID is required");
    }
    if (!name.isEmpty() && !id.isEmpty()) {
      out.invalid(
          path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
    }
    if (name.contains("/")) {
      out.invalid(path.child("datasetName"), name, "must not contain '/'");
    }
  }

  private static void azureDisk(Findings out, FieldPath path, JsonNode node) {
    out.present(path.child("diskName"), Json.text(node, "diskName"));
    String uri = Json.text(node, "diskURI");
    out.present(path.child("diskURI"), uri);
    out.optionalOneOf(
        path.child("cachingMode"),
        Json.at(node, "cachingMode"),
        List.of("None", "ReadOnly", "ReadWrite"));
    List<String> kinds = List.of("Dedicated", "Managed", "Shared");
    out.optionalOneOf(path.child("kind"), Json.at(node, "kind"), kinds);
    boolean managed = Json.text(node, "kind").equals("Managed");
    if (Json.has(node, "kind") && !uri.startsWith(managed ? "/subscriptions/" : "https://")) {
      String form =
          managed
              ? "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
              : "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";
      out.add(FieldRules.oneOf(path.child("diskURI"), uri, List.of(form)));
    }
  }

  private static void flex(Findings out, FieldPath path, JsonNode node) {
    out.present(path.child("driver"), Json.text(node, "driver"));
    for (String option : new TreeSet<>(Json.map(node, "options").keySet())) {
      String namespace = "." + option.split("/", 2)[0].toLowerCase(java.util.Locale.ROOT);
      if (namespace.endsWith(".kubernetes.io") || namespace.endsWith(".k8s.io")) {
        out.invalid(
            path.child("options").key(option),
            option,
            "kubernetes.io and k8s.io namespaces are reserved");
      }
    }
  }

  private static void storageOs(Findings out, FieldPath path, JsonNode node, boolean persistent) {
    String name = Json.text(node, "volumeName");
    out.requiredFormat(path.child("volumeName"), name, Formats::dns1123Label);
    String namespace = Json.text(node, "volumeNamespace");
    if (!namespace.isEmpty()) {
      out.format(path.child("volumeNamespace"), namespace, Formats::dns1123Label);
    }
    if (Json.has(node, "secretRef")) {
      out.present(path.child("secretRef", "name"), Json.text(node, "secretRef", "name"));
      if (persistent) {
        out.present(
            path.child("secretRef", "namespace"), Json.text(node, "secretRef", "namespace"));
      }
    }
  }
}

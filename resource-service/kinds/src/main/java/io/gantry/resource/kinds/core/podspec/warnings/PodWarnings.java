package io.gantry.resource.kinds.core.podspec.warnings;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.core.persistentvolumeclaim.PersistentVolumeClaimStrategy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What is accepted of pods and their templates, but does not do what one may think. */
public final class PodWarnings {
  private static final Map<String, String> OLD_VOLUMES =
      Map.of(
          "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+",
          "gitRepo", "deprecated in v1.11",
          "scaleIO", "deprecated in v1.16, non-functional in v1.22+",
          "flocker", "deprecated in v1.22, non-functional in v1.25+",
          "storageos", "deprecated in v1.22, non-functional in v1.25+",
          "quobyte", "deprecated in v1.22, non-functional in v1.25+",
          "glusterfs", "deprecated in v1.25, non-functional in v1.26+",
          "cephfs", "deprecated in v1.28, non-functional in v1.31+",
          "rbd", "deprecated in v1.28, non-functional in v1.31+");
  private static final List<String> VOLUMES =
      List.of(
          "photonPersistentDisk",
          "gitRepo",
          "scaleIO",
          "flocker",
          "storageos",
          "quobyte",
          "glusterfs",
          "ephemeral",
          "cephfs",
          "rbd");
  private static final String SYSCTLS =
      "non-functional in v1.11+; use the \"sysctls\" field instead";
  private static final Map<String, String> OLD_ANNOTATIONS =
      Map.of(
          "scheduler.alpha.kubernetes.io/critical-pod",
          "non-functional in v1.16+; use the \"priorityClassName\" field instead",
          "security.alpha.kubernetes.io/sysctls",
          SYSCTLS,
          "security.alpha.kubernetes.io/unsafe-sysctls",
          SYSCTLS);
  private static final List<String> ANNOTATIONS =
      List.of(
          "scheduler.alpha.kubernetes.io/critical-pod",
          "security.alpha.kubernetes.io/sysctls",
          "security.alpha.kubernetes.io/unsafe-sysctls");
  static final String NO_SELECTOR = "a null labelSelector results in matching no pod";

  private final Notices out;
  private final FieldPath path;
  private final JsonNode spec;
  private final JsonNode annotations;

  private PodWarnings(Notices out, FieldPath path, JsonNode pod) {
    this.out = out;
    this.path = path;
    this.spec = Json.at(pod, "spec");
    this.annotations = Json.at(pod, "metadata", "annotations");
  }

  /** A pod itself. */
  public static void pod(Notices out, JsonNode pod) {
    new PodWarnings(out, FieldPath.root(), pod).all(false);
  }

  /** A template of pods; null is fine. */
  public static void template(Notices out, FieldPath path, JsonNode template) {
    if (template != null) {
      new PodWarnings(out, path, template).all(true);
    }
  }

  private void all(boolean isTemplate) {
    nodeLabels();
    for (String annotation : ANNOTATIONS) {
      if (Json.has(annotations, annotation)) {
        out.add(annotationPath(annotation), OLD_ANNOTATIONS.get(annotation));
      }
    }
    volumes();
    OverlappingPaths.check(out, Json.items(spec, "volumes"));
    repeated("hostAliases", "ip");
    repeated("imagePullSecrets", "name");
    int i = 0;
    for (JsonNode secret : Json.items(spec, "imagePullSecrets")) {
      FieldPath at = at("imagePullSecrets").index(i++).child("name");
      if (Json.text(secret, "name").isEmpty()) {
        out.add(at, "invalid empty name \"\"");
      }
    }
    for (String resource : List.of("memory", "ephemeral-storage")) {
      out.whole(at("overhead"), Json.at(spec, "overhead"), resource);
    }
    if (!Json.has(spec, "securityContext", "seccompProfile")) {
      seccomp("seccomp.security.alpha.kubernetes.io/pod");
    }
    ContainerWarnings.check(out, at(), spec, annotations, isTemplate ? path : null);
    PortWarnings.check(out, at(), spec);
    if (Json.number(spec, 0, "terminationGracePeriodSeconds") < 0) {
      out.add(
          at("terminationGracePeriodSeconds"),
          "must be >= 0; negative values are invalid and will be treated as 1");
    }
    for (String affinity : List.of("podAffinity", "podAntiAffinity")) {
      podAffinity(affinity);
    }
  }

  private FieldPath at(String... names) {
    return path.child("spec").child(names);
  }

  private FieldPath annotationPath(String annotation) {
    return path.child("metadata", "annotations").key(annotation);
  }

  private void seccomp(String annotation) {
    if (Json.has(annotations, annotation)) {
      out.add(
          annotationPath(annotation),
          "non-functional in v1.27+; use the \"seccompProfile\" field instead");
    }
  }

  private void nodeLabels() {
    for (String key : Json.map(spec, "nodeSelector").keySet()) {
      NodeLabelWarnings.label(out, at("nodeSelector").key(key), key);
    }
    JsonNode affinity = Json.at(spec, "affinity", "nodeAffinity");
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    String preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    FieldPath affinityPath = at("affinity", "nodeAffinity");
    int i = 0;
    for (JsonNode term : Json.items(affinity, required, "nodeSelectorTerms")) {
      NodeLabelWarnings.expressions(
          out, affinityPath.child(required, "nodeSelectorTerms").index(i++), term);
    }
    i = 0;
    for (JsonNode term : Json.items(affinity, preferred)) {
      NodeLabelWarnings.expressions(
          out,
          affinityPath.child(preferred).index(i++).child("preference"),
          Json.at(term, "preference"));
    }
    i = 0;
    for (JsonNode spread : Json.items(spec, "topologySpreadConstraints")) {
      FieldPath at = at("topologySpreadConstraints").index(i++);
      NodeLabelWarnings.named(out, at.child("topologyKey"), Json.text(spread, "topologyKey"));
      if (!Json.has(spread, "labelSelector")) {
        out.add(at.child("labelSelector"), NO_SELECTOR);
      }
    }
  }

  private void volumes() {
    int i = 0;
    for (JsonNode volume : Json.items(spec, "volumes")) {
      FieldPath at = at("volumes").index(i++);
      for (String source : VOLUMES) {
        if (!Json.has(volume, source)) {
          continue;
        }
        if (source.equals("ephemeral")) {
          PersistentVolumeClaimStrategy.notices(
              out,
              at.child(source, "volumeClaimTemplate", "spec"),
              Json.at(volume, source, "volumeClaimTemplate", "spec"));
        } else {
          // Kubernetes writes the one name in another way than its field is called.
          out.add(
              at.child(source.equals("storageos") ? "storageOS" : source), OLD_VOLUMES.get(source));
        }
      }
    }
  }

  private void repeated(String list, String key) {
    Set<String> seen = new HashSet<>();
    List<JsonNode> items = Json.items(spec, list);
    for (int i = 0; i < items.size(); i++) {
      String value = Json.text(items.get(i), key);
      if (!seen.add(value)) {
        out.add(at(list).index(i).child(key), "duplicate " + key + " " + FieldError.quoted(value));
      }
    }
  }

  private void podAffinity(String kind) {
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    String preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    JsonNode affinity = Json.at(spec, "affinity", kind);
    int i = 0;
    for (JsonNode term : Json.items(affinity, required)) {
      FieldPath at = at("affinity", kind, required).index(i++);
      if (!Json.has(term, "labelSelector")) {
        out.add(at.child("labelSelector"), NO_SELECTOR);
      }
    }
    i = 0;
    for (JsonNode term : Json.items(affinity, preferred)) {
      FieldPath at = at("affinity", kind, preferred).index(i++);
      if (!Json.has(term, "podAffinityTerm", "labelSelector")) {
        out.add(at.child("podAffinityTerm", "labelSelector"), NO_SELECTOR);
      }
    }
  }
}

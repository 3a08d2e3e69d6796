package io.gantry.resource.kinds.core.persistentvolume;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.core.podspec.warnings.NodeLabelWarnings;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Volumes of a form that nobody serves any more. */
final class VolumeWarnings {
  private record Old(String field, String text) {}

  private static final String ANNOTATION = "volume.beta.kubernetes.io/";
  private static final List<Old> ANNOTATIONS =
      List.of(
          new Old(
              "storage-class", "deprecated since v1.8; use \"storageClassName\" attribute instead"),
          new Old(
              "mount-options", "deprecated since v1.31; use \"mountOptions\" attribute instead"));
  private static final List<Old> SOURCES =
      List.of(
          new Old("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
          new Old("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
          new Old("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
          new Old("storageos", "deprecated in v1.22, non-functional in v1.25+"),
          new Old("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
          new Old("rbd", "deprecated in v1.28, non-functional in v1.31+"));

  private VolumeWarnings() {}

  static List<String> of(JsonNode object) {
    Notices out = new Notices();
    FieldPath path = FieldPath.of("spec");
    JsonNode spec = Json.at(object, "spec");
    for (Old old : ANNOTATIONS) {
      String name = ANNOTATION + old.field();
      if (Json.has(object, "metadata", "annotations", name)) {
        out.add(FieldPath.of("metadata").child("annotations").key(name), old.text());
      }
    }
    if (Json.text(spec, "persistentVolumeReclaimPolicy").equals("Recycle")) {
      out.add(
          path.child("persistentVolumeReclaimPolicy"),
          "The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use"
              + " dynamic provisioning.");
    }
    int i = 0;
    for (JsonNode term : Json.items(spec, "nodeAffinity", "required", "nodeSelectorTerms")) {
      NodeLabelWarnings.expressions(
          out, path.child("nodeAffinity", "required", "nodeSelectorTerms").index(i++), term);
    }
    for (Old old : SOURCES) {
      if (Json.has(spec, old.field())) {
        // Kubernetes writes the one name in another way than its field is called.
        String name = old.field().equals("storageos") ? "storageOS" : old.field();
        out.add(path.child(name), old.text());
      }
    }
    return out.list();
  }
}

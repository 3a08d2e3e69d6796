package io.gantry.resource.kinds.core.persistentvolume;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.core.AccessModes;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The specification of a volume that stands in another object: it comes from a CSI driver. */
public final class InlineVolumeRules {
  private static final String INLINE = "in the context of inline volumes";

  private InlineVolumeRules() {}

  public static void validate(Findings out, FieldPath path, JsonNode spec) {
    for (String field : List.of("claimRef", "capacity")) {
      unspecified(out, path, spec, field);
    }
    if (!Json.has(spec, "csi")) {
      out.required(path.child("csi"), "has to be specified " + INLINE);
    }
    List<String> modes = Json.texts(spec, "accessModes");
    if (modes.isEmpty()) {
      out.required(path.child("accessModes"));
    }
    AccessModes.validate(out, path.child("accessModes"), modes);
    String reclaim = Json.text(spec, "persistentVolumeReclaimPolicy");
    if (!reclaim.isEmpty() && !reclaim.equals("Retain")) {
      out.forbidden(path.child("persistentVolumeReclaimPolicy"), "may only be Retain " + INLINE);
    }
    unspecified(out, path, spec, "nodeAffinity");
    VolumeSourceRules.validate(out, path, spec);
    unspecified(out, path, spec, "storageClassName");
    JsonNode mode = Json.at(spec, "volumeMode");
    if (mode != null && !mode.asString().equals("Filesystem")) {
      out.forbidden(
          path.child("volumeMode"), "may not specify volumeMode other than Filesystem " + INLINE);
    }
  }

  private static void unspecified(Findings out, FieldPath path, JsonNode spec, String field) {
    JsonNode value = Json.at(spec, field);
    boolean isNone =
        value == null
            || (value.isString() && value.asString().isEmpty())
            || (field.equals("capacity") && value.isEmpty());
    if (!isNone) {
      out.forbidden(path.child(field), "may not be specified " + INLINE);
    }
  }
}

package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.resource.kinds.base.Findings;
import tools.jackson.databind.JsonNode;

/** Sources that pods' and persistent volumes have in common. */
public final class VolumeSources {
  private VolumeSources() {}

  public static void hostPath(Findings out, FieldPath path, JsonNode node) {
    VolumeRules.hostPath(out, path, node);
  }

  public static void nfs(Findings out, FieldPath path, JsonNode node) {
    VolumeRules.nfs(out, path, node);
  }
}

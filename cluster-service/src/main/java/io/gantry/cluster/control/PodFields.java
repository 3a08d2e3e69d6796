package io.gantry.cluster.control;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import java.util.List;

/** A pod's node and phase, from its header where the transport carries them. */
public final class PodFields {
  private PodFields() {}

  /** Empty for a pod that is not placed. */
  public static String nodeName(ResourceObject pod) {
    String known = pod.fields().get("spec.nodeName");
    return known != null ? known : Json.text(pod.tree(), "spec", "nodeName");
  }

  public static boolean terminal(ResourceObject pod) {
    String known = pod.fields().get("status.phase");
    String phase = known != null ? known : Json.text(pod.tree(), "status", "phase");
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** For an index by node. */
  public static List<String> nodeNames(ResourceObject pod) {
    String node = nodeName(pod);
    return node.isEmpty() ? List.of() : List.of(node);
  }
}

package io.gantry.resource.kinds.admission.defaulttolerationseconds;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.admission.Refusals;
import io.gantry.resource.machinery.AdmissionPlugin;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Pods stay five minutes on a node that is lost. */
public final class DefaultTolerationSeconds implements AdmissionPlugin {
  private static final List<String> TAINTS =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
  private static final int SECONDS = 300;

  @Override
  public String name() {
    return "DefaultTolerationSeconds";
  }

  @Override
  public void admit(Attributes attributes) {
    if (!Refusals.concerns(attributes, "", "pods")) {
      return;
    }
    ObjectNode spec = Json.ensureObject(attributes.object(), "spec");
    List<String> missing =
        TAINTS.stream()
            .filter(t -> Json.items(spec, "tolerations").stream().noneMatch(n -> covers(n, t)))
            .toList();
    for (String taint : missing) {
      Json.ensureArray(spec, "tolerations")
          .addObject()
          .put("key", taint)
          .put("operator", "Exists")
          .put("effect", "NoExecute")
          .put("tolerationSeconds", SECONDS);
    }
  }

  private static boolean covers(JsonNode toleration, String taint) {
    String key = Json.text(toleration, "key");
    String effect = Json.text(toleration, "effect");
    return (key.isEmpty() || key.equals(taint)) && (effect.isEmpty() || effect.equals("NoExecute"));
  }
}

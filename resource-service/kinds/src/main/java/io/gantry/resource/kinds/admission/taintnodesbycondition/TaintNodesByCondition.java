package io.gantry.resource.kinds.admission.taintnodesbycondition;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.admission.Refusals;
import io.gantry.resource.machinery.AdmissionPlugin;
import tools.jackson.databind.node.ObjectNode;

/** A new node takes no pods until it is known to be ready. */
public final class TaintNodesByCondition implements AdmissionPlugin {
  private static final String NOT_READY = "node.kubernetes.io/not-ready";

  @Override
  public String name() {
    return "TaintNodesByCondition";
  }

  @Override
  public void admit(Attributes attributes) {
    if (attributes.operation() != Operation.CREATE || !Refusals.concerns(attributes, "", "nodes")) {
      return;
    }
    ObjectNode spec = Json.ensureObject(attributes.object(), "spec");
    boolean there =
        Json.items(spec, "taints").stream()
            .anyMatch(
                t ->
                    Json.text(t, "key").equals(NOT_READY)
                        && Json.text(t, "effect").equals("NoSchedule"));
    if (!there) {
      Json.ensureArray(spec, "taints")
          .addObject()
          .put("effect", "NoSchedule")
          .put("key", NOT_READY);
    }
  }
}

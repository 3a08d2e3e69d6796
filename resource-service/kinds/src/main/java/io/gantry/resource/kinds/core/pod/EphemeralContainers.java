package io.gantry.resource.kinds.core.pod;

import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import io.gantry.resource.machinery.SubresourceView;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/ephemeralcontainers}: the whole pod, of which only these containers are taken. */
final class EphemeralContainers implements SubresourceHandler, SubresourceView {
  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    return verbs.serve(call, definition, this);
  }

  @Override
  public ObjectNode show(ObjectNode pod) {
    return pod;
  }

  @Override
  public void take(ObjectNode document, ObjectNode pod) {
    JsonNode containers = Json.at(document, "spec", "ephemeralContainers");
    ObjectNode spec = Json.ensureObject(pod, "spec");
    if (containers == null) {
      spec.remove("ephemeralContainers");
    } else {
      spec.set("ephemeralContainers", containers);
    }
  }
}

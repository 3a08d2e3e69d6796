package io.gantry.resource.kinds.certificates.certificatesigningrequest;

import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import io.gantry.resource.machinery.SubresourceView;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code certificatesigningrequests/approval}: the conditions are what is taken. */
public final class CertificateApproval implements SubresourceHandler, SubresourceView {
  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    return verbs.serve(call, definition, this);
  }

  @Override
  public ObjectNode show(ObjectNode object) {
    return object;
  }

  @Override
  public void take(ObjectNode document, ObjectNode object) {
    JsonNode metadata = Json.at(document, "metadata");
    if (metadata != null) {
      object.set("metadata", metadata);
    }
    JsonNode conditions = Json.at(document, "status", "conditions");
    ObjectNode status = Json.ensureObject(object, "status");
    if (conditions == null) {
      status.remove("conditions");
    } else {
      status.set("conditions", conditions);
    }
  }
}

package io.gantry.resource.kinds.core.namespace;

import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import io.gantry.resource.machinery.SubresourceView;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code namespaces/finalize}: whoever has emptied a namespace takes his finalizer off. */
public final class NamespaceFinalize implements SubresourceHandler, SubresourceView {
  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    return verbs.serve(call, definition, this);
  }

  @Override
  public ObjectNode show(ObjectNode namespace) {
    return namespace;
  }

  @Override
  public void take(ObjectNode document, ObjectNode namespace) {
    ObjectNode spec = Json.ensureObject(namespace, "spec");
    ArrayNode finalizers = spec.putArray("finalizers");
    Json.items(document, "spec", "finalizers").forEach(finalizers::add);
    if (finalizers.isEmpty()) {
      spec.remove("finalizers");
    }
  }
}

package io.gantry.resource.machinery.subresources;

import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import io.gantry.resource.machinery.SubresourceView;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /status}: the whole object is read and sent, its status is what is written, and metadata
 * as far as the kind's strategy lets it.
 */
public final class StatusSubresource implements SubresourceHandler, SubresourceView {
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
    for (String field : new String[] {"metadata", "status"}) {
      JsonNode value = document.get(field);
      if (value == null) {
        object.remove(field);
      } else {
        object.set(field, value);
      }
    }
  }
}

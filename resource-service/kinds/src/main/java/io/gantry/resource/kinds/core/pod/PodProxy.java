package io.gantry.resource.kinds.core.pod;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.core.ProxyTarget;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/proxy}: straight to the pod's address. */
final class PodProxy implements SubresourceHandler {
  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    ProxyTarget target = ProxyTarget.parse(call.request().name());
    ObjectNode pod = verbs.get(definition, call.request().namespace(), target.name()).tree();
    String ip = Json.text(pod, "status", "podIP");
    if (ip.isEmpty()) {
      throw ApiStatus.badRequest("address not allowed").asException();
    }
    String scheme = target.scheme().isEmpty() ? "http" : target.scheme();
    int port =
        target.port().isEmpty()
            ? firstPort(pod, scheme.equals("https") ? 443 : 80)
            : target.portNumber();
    return new ApiAnswer.Connect(scheme, ip, port, ProxyTarget.path(call));
  }

  private static int firstPort(ObjectNode pod, int otherwise) {
    for (JsonNode container : Json.items(pod, "spec", "containers")) {
      for (JsonNode port : Json.items(container, "ports")) {
        return Json.integer(port, otherwise, "containerPort");
      }
    }
    return otherwise;
  }
}

package io.gantry.resource.kinds.core.service;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.kinds.base.ObjectReader;
import io.gantry.resource.kinds.core.ProxyTarget;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code services/proxy}: to one of the service's endpoints. */
final class ServiceProxy implements SubresourceHandler {
  private final ObjectReader objects;

  ServiceProxy(ObjectReader objects) {
    this.objects = objects;
  }

  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    ProxyTarget target = ProxyTarget.parse(call.request().name());
    String namespace = call.request().namespace();
    ObjectNode service = verbs.get(definition, namespace, target.name()).tree();
    String portName = portName(service, target);
    ObjectKey key = new ObjectKey(new GroupResource("", "endpoints"), namespace, target.name());
    ObjectNode endpoints = objects.read(key).map(ResourceObject::tree).orElseGet(Json::object);
    for (JsonNode subset : Json.items(endpoints, "subsets")) {
      List<JsonNode> addresses = Json.items(subset, "addresses");
      for (JsonNode port : Json.items(subset, "ports")) {
        if (!addresses.isEmpty() && Json.text(port, "name").equals(portName)) {
          return new ApiAnswer.Connect(
              target.scheme().isEmpty() ? "http" : target.scheme(),
              Json.text(addresses.getFirst(), "ip"),
              Json.integer(port, 0, "port"),
              ProxyTarget.path(call));
        }
      }
    }
    throw ApiStatus.unavailable(
            "no endpoints available for service " + FieldError.quoted(target.name()))
        .asException();
  }

  private static String portName(ObjectNode service, ProxyTarget target) {
    List<JsonNode> ports = Json.items(service, "spec", "ports");
    if (target.port().isEmpty()) {
      return ports.size() == 1 ? Json.text(ports.getFirst(), "name") : "";
    }
    for (JsonNode port : ports) {
      String name = Json.text(port, "name");
      if (name.equals(target.port())
          || Integer.toString(Json.integer(port, 0, "port")).equals(target.port())) {
        return name;
      }
    }
    throw ApiStatus.unavailable(
            "no service port "
                + FieldError.quoted(target.port())
                + " found for service "
                + FieldError.quoted(target.name()))
        .asException();
  }
}

package io.gantry.resource.kinds.core.endpoints;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.AddressRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.NetworkRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of Endpoints. */
public final class EndpointsStrategy extends ObjectStrategy {
  public EndpointsStrategy() {
    super(false, false);
  }

  @Override
  public boolean createOnUpdate() {
    return true;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    List<JsonNode> subsets = Json.items(object, "subsets");
    for (int i = 0; i < subsets.size(); i++) {
      FieldPath at = FieldPath.of("subsets").index(i);
      JsonNode subset = subsets.get(i);
      if (Json.items(subset, "addresses").isEmpty()
          && Json.items(subset, "notReadyAddresses").isEmpty()) {
        out.required(at, "must specify `addresses` or `notReadyAddresses`");
      }
      for (String list : List.of("addresses", "notReadyAddresses")) {
        int a = 0;
        for (JsonNode address : Json.items(subset, list)) {
          address(out, at.child(list).index(a++), address);
        }
      }
      List<JsonNode> ports = Json.items(subset, "ports");
      for (int p = 0; p < ports.size(); p++) {
        port(out, at.child("ports").index(p), ports.get(p), ports.size() > 1);
      }
    }
    return out.list();
  }

  private static void address(Findings out, FieldPath at, JsonNode address) {
    String ip = Json.text(address, "ip");
    List<FieldError> wrong = NetworkRules.ip(at.child("ip"), ip);
    out.add(wrong);
    String hostname = Json.text(address, "hostname");
    if (!hostname.isEmpty()) {
      out.format(at.child("hostname"), hostname, Formats::dns1123Label);
    }
    JsonNode node = Json.at(address, "nodeName");
    if (node != null) {
      out.format(at.child("nodeName"), node.asString(), Formats::dns1123Subdomain);
    }
    if (wrong.isEmpty()) {
      out.add(AddressRules.notSpecial(at.child("ip"), ip));
    } else {
      out.invalid(at.child("ip"), ip, "must be a valid IP address");
    }
  }

  private static void port(Findings out, FieldPath at, JsonNode port, boolean named) {
    String name = Json.text(port, "name");
    if (!name.isEmpty()) {
      out.format(at.child("name"), name, Formats::dns1123Label);
    } else if (named) {
      out.required(at.child("name"));
    }
    out.add(FieldRules.port(at.child("port"), Json.number(port, 0, "port")));
    out.requiredOneOf(
        at.child("protocol"), Json.text(port, "protocol"), List.of("SCTP", "TCP", "UDP"));
    JsonNode protocol = Json.at(port, "appProtocol");
    if (protocol != null) {
      out.format(at.child("appProtocol"), protocol.asString(), Formats::qualifiedName);
    }
  }
}

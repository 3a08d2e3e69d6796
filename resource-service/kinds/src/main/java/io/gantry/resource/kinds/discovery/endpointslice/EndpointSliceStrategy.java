package io.gantry.resource.kinds.discovery.endpointslice;

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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of an EndpointSlice. */
public final class EndpointSliceStrategy extends ObjectStrategy {
  private static final int MAX_ENDPOINTS = 1000;
  private static final int MAX_ADDRESSES = 100;
  private static final int MAX_PORTS = 20000;
  private static final int MAX_HINTS = 8;

  public EndpointSliceStrategy() {
    super(false, true);
  }

  /** A change is looked at as a new object would be, and as nothing else. */
  @Override
  protected MetadataChecks metadataChecks() {
    return new MetadataChecks(1, 0);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode slice) {
    Findings out = new Findings();
    String type = Json.text(slice, "addressType");
    FieldPath typePath = FieldPath.of("addressType");
    out.requiredOneOf(typePath, type, List.of("FQDN", "IPv4", "IPv6"));
    List<JsonNode> endpoints = Json.items(slice, "endpoints");
    FieldPath path = FieldPath.of("endpoints");
    if (endpoints.size() > MAX_ENDPOINTS) {
      out.add(FieldError.tooMany(path, endpoints.size(), MAX_ENDPOINTS));
    } else {
      for (int i = 0; i < endpoints.size(); i++) {
        endpoint(out, path.index(i), endpoints.get(i), type);
      }
    }
    ports(out, Json.items(slice, "ports"));
    return out.list();
  }

  private static void endpoint(Findings out, FieldPath at, JsonNode endpoint, String type) {
    List<String> addresses = Json.texts(endpoint, "addresses");
    if (addresses.isEmpty()) {
      out.required(at.child("addresses"), "must contain at least 1 address");
    } else if (addresses.size() > MAX_ADDRESSES) {
      out.add(FieldError.tooMany(at.child("addresses"), addresses.size(), MAX_ADDRESSES));
    }
    for (int i = 0; i < addresses.size(); i++) {
      address(out, at.child("addresses").index(i), addresses.get(i), type);
    }
    JsonNode node = Json.at(endpoint, "nodeName");
    if (node != null) {
      out.format(at.child("nodeName"), node.asString(), Formats::dns1123Subdomain);
    }
    JsonNode hostname = Json.at(endpoint, "hostname");
    if (hostname != null) {
      out.format(at.child("hostname"), hostname.asString(), Formats::dns1123Label);
    }
    hints(out, at.child("hints", "forZones"), Json.items(endpoint, "hints", "forZones"));
  }

  private static void hints(Findings out, FieldPath path, List<JsonNode> zones) {
    if (zones.size() > MAX_HINTS) {
      out.add(FieldError.tooMany(path, zones.size(), MAX_HINTS));
      return;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < zones.size(); i++) {
      FieldPath at = path.index(i).child("name");
      String name = Json.text(zones.get(i), "name");
      if (!names.add(name)) {
        out.add(FieldError.duplicate(at, name));
      }
      out.format(at, name, Formats::labelValue);
    }
  }

  private static void address(Findings out, FieldPath at, String address, String type) {
    switch (type) {
      case "IPv4" -> {
        out.add(NetworkRules.ipv4(at, address));
        special(out, at, address);
      }
      case "IPv6" -> {
        out.add(NetworkRules.ipv6(at, address));
        special(out, at, address);
      }
      case "FQDN" -> out.add(NetworkRules.fullyQualifiedName(at, address));
      default -> {}
    }
  }

  private static void special(Findings out, FieldPath at, String address) {
    if (NetworkRules.isIp(address)) {
      out.add(AddressRules.notSpecial(at, address));
    } else {
      out.invalid(at, address, "must be a valid IP address");
    }
  }

  private static void ports(Findings out, List<JsonNode> ports) {
    FieldPath path = FieldPath.of("ports");
    if (ports.size() > MAX_PORTS) {
      out.add(FieldError.tooMany(path, ports.size(), MAX_PORTS));
      return;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      FieldPath at = path.index(i);
      JsonNode port = ports.get(i);
      String name = Json.text(port, "name");
      if (!name.isEmpty()) {
        out.format(at.child("name"), name, Formats::dns1123Label);
      }
      if (!names.add(name)) {
        out.add(FieldError.duplicate(path.index(i).child("name"), name));
      }
      // Absent it has got its default; sent empty it is none that there is.
      out.optionalOneOf(
          at.child("protocol"), Json.at(port, "protocol"), List.of("SCTP", "TCP", "UDP"));
      JsonNode protocol = Json.at(port, "appProtocol");
      if (protocol != null) {
        out.format(at.child("appProtocol"), protocol.asString(), Formats::qualifiedName);
      }
    }
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode slice, ObjectNode old) {
    return new Findings()
        .add(validate(context, slice))
        .add(
            FieldRules.immutable(
                FieldPath.of("addressType"), slice.get("addressType"), old.get("addressType")))
        .list();
  }
}

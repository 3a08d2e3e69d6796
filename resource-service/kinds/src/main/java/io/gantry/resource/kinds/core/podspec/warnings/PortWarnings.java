package io.gantry.resource.kinds.core.podspec.warnings;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.core.podspec.Containers;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Ports that several definitions speak of. */
final class PortWarnings {
  private record Port(
      FieldPath path, String name, long host, long container, String protocol, String hostIp) {
    static Port of(FieldPath path, JsonNode port) {
      return new Port(
          path,
          Json.text(port, "name"),
          Json.number(port, 0, "hostPort"),
          Json.number(port, 0, "containerPort"),
          Json.text(port, "protocol"),
          Json.text(port, "hostIP"));
    }

    boolean isSamePort(Port other) {
      return container == other.container && protocol.equals(other.protocol);
    }

    /** How definitions of one port get along; empty where they do. */
    String relation(Port other) {
      if (hostIp.equals(other.hostIp) && host == other.host) {
        return "duplicate";
      }
      if (host == 0 || other.host == 0) {
        return "overlapping";
      }
      boolean oneIsOpen = hostIp.isEmpty() != other.hostIp.isEmpty();
      return host == other.host && oneIsOpen ? "dangerously ambiguous" : "";
    }

    /** As Kubernetes' language prints it. */
    @Override
    public String toString() {
      return "{Name:"
          + name
          + " HostPort:"
          + host
          + " ContainerPort:"
          + container
          + " Protocol:"
          + protocol
          + " HostIP:"
          + hostIp
          + "}";
    }
  }

  private PortWarnings() {}

  static void check(Notices out, FieldPath path, JsonNode spec) {
    List<Port> known = new ArrayList<>();
    Containers.visit(
        path,
        spec,
        (at, container) -> {
          int p = 0;
          for (JsonNode node : Json.items(container, "ports")) {
            add(out, known, Port.of(at.child("ports").index(p++), node));
          }
        });
  }

  private static void add(Notices out, List<Port> known, Port port) {
    if (!port.hostIp.isEmpty() && port.host == 0) {
      out.add(port.path, "hostIP set without hostPort: " + port);
    }
    for (Port other : known) {
      String relation = port.isSamePort(other) ? port.relation(other) : "";
      if (!relation.isEmpty()) {
        out.add(port.path, relation + " port definition with " + other.path);
      }
    }
    known.add(port);
  }
}

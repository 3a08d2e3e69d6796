package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.Json;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A port of the node that a container takes. */
public record HostPort(String ip, String protocol, int port) {
  private static final String ANY = "0.0.0.0";

  static Set<HostPort> of(JsonNode spec) {
    Set<HostPort> ports = new LinkedHashSet<>();
    collect(spec, "containers", ports);
    for (JsonNode container : Json.items(spec, "initContainers")) {
      if (Json.text(container, "restartPolicy").equals("Always")) {
        add(container, ports);
      }
    }
    return ports;
  }

  private static void collect(JsonNode spec, String field, Set<HostPort> into) {
    for (JsonNode container : Json.items(spec, field)) {
      add(container, into);
    }
  }

  private static void add(JsonNode container, Set<HostPort> into) {
    for (JsonNode port : Json.items(container, "ports")) {
      int number = Json.integer(port, 0, "hostPort");
      if (number > 0) {
        String ip = Json.text(port, "hostIP");
        String protocol = Json.text(port, "protocol");
        into.add(
            new HostPort(ip.isEmpty() ? ANY : ip, protocol.isEmpty() ? "TCP" : protocol, number));
      }
    }
  }

  /** The address 0.0.0.0 collides with every address. */
  public boolean conflictsWith(HostPort other) {
    return port == other.port
        && protocol.equals(other.protocol)
        && (ip.equals(other.ip) || ip.equals(ANY) || other.ip.equals(ANY));
  }
}

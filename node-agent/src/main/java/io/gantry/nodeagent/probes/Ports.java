package io.gantry.nodeagent.probes;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.pod.ContainerView;
import java.io.IOException;
import java.net.ConnectException;
import tools.jackson.databind.JsonNode;

/** A probe's port: a number, or the name of one of the container's. */
final class Ports {
  private Ports() {}

  /** {@code IllegalArgumentException} for a name the container does not have. */
  static int number(JsonNode port, ContainerView container) {
    if (port == null) {
      throw new IllegalArgumentException("a probe without a port");
    }
    if (port.isNumber()) {
      return port.intValue();
    }
    String name = port.asString();
    for (JsonNode candidate : Json.items(container.spec(), "ports")) {
      if (Json.text(candidate, "name").equals(name)) {
        return Json.integer(candidate, 0, "containerPort");
      }
    }
    if (name.matches("\\d+")) {
      return Integer.parseInt(name);
    }
    throw new IllegalArgumentException("couldn't find port: " + name);
  }

  static String fault(IOException e) {
    if (e instanceof ConnectException) {
      return "connect: connection refused";
    }
    return String.valueOf(e.getMessage());
  }
}

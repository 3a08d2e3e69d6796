package io.gantry.resource.server;

import io.gantry.apimodel.Json;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.databind.JsonNode;

/** Documents recorded on a Kubernetes 1.32. */
final class Recorded {
  private Recorded() {}

  static JsonNode document(String name) throws IOException {
    try (InputStream in = Recorded.class.getResourceAsStream(name)) {
      return Json.parse(in.readAllBytes());
    }
  }
}

package io.gantry.resource.kinds;

import io.gantry.apimodel.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Reads the module's data files. */
final class DataFile {
  private DataFile() {}

  static JsonNode read(String name) {
    try (InputStream in = DataFile.class.getResourceAsStream(name)) {
      return Json.parse(Objects.requireNonNull(in, name).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}

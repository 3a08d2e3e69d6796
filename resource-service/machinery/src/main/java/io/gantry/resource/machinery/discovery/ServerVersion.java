package io.gantry.resource.machinery.discovery;

import io.gantry.apimodel.Json;
import tools.jackson.databind.node.ObjectNode;

/** The version of Kubernetes whose API is served. */
public record ServerVersion(String gitVersion, String gitCommit, String buildDate) {
  public static final ServerVersion CURRENT =
      new ServerVersion(
          "v1.32.5", "0000000000000000000000000000000000000000", "2026-01-01T00:00:00Z");

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    String[] parts = gitVersion.substring(1).split("\\.");
    json.put("major", parts[0])
        .put("minor", parts[1])
        .put("gitVersion", gitVersion)
        .put("gitCommit", gitCommit)
        .put("gitTreeState", "clean")
        .put("buildDate", buildDate)
        .put("goVersion", "java" + Runtime.version().feature())
        .put("compiler", "javac")
        .put("platform", "linux/" + architecture());
    return json;
  }

  private static String architecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  }
}

package io.gantry.nodeagent.images;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.containers.ConfigSource;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.runtime.RegistryLogin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Credentials for an image out of the pod's imagePullSecrets. */
final class PullSecrets {
  private static final String DOCKER_HUB = "docker.io";

  private PullSecrets() {}

  /** All that fit, in the pod's order; none is an anonymous pull. */
  static List<RegistryLogin> logins(PodView pod, String image, ConfigSource configs) {
    List<RegistryLogin> logins = new ArrayList<>();
    String registry = registry(image);
    for (JsonNode reference : Json.items(pod.spec(), "imagePullSecrets")) {
      Optional<ObjectNode> secret =
          configs.secret(pod.ref().namespace(), Json.text(reference, "name"));
      secret.ifPresent(found -> collect(found, registry, logins));
    }
    return logins;
  }

  private static void collect(ObjectNode secret, String registry, List<RegistryLogin> logins) {
    Map<String, String> data = Json.map(secret, "data");
    String config = data.getOrDefault(".dockerconfigjson", "");
    String legacy = data.getOrDefault(".dockercfg", "");
    try {
      JsonNode auths = config.isEmpty() ? decoded(legacy) : Json.at(decoded(config), "auths");
      if (auths == null) {
        return;
      }
      auths
          .properties()
          .forEach(
              entry -> {
                if (server(entry.getKey()).equals(registry)) {
                  logins.add(login(entry.getKey(), entry.getValue()));
                }
              });
    } catch (JacksonException | IllegalArgumentException e) {
      // A secret that holds something else helps nobody to log in; the pull will say so.
      return;
    }
  }

  private static JsonNode decoded(String base64) {
    return base64.isEmpty() ? Json.object() : Json.parse(Base64.getDecoder().decode(base64));
  }

  private static RegistryLogin login(String server, JsonNode auth) {
    String user = Json.text(auth, "username");
    String password = Json.text(auth, "password");
    String both = Json.text(auth, "auth");
    if (user.isEmpty() && !both.isEmpty()) {
      String text = new String(Base64.getDecoder().decode(both), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      user = colon < 0 ? text : text.substring(0, colon);
      password = colon < 0 ? "" : text.substring(colon + 1);
    }
    return new RegistryLogin(server, user, password);
  }

  static String registry(String image) {
    int slash = image.indexOf('/');
    String first = slash < 0 ? "" : image.substring(0, slash);
    return first.contains(".") || first.contains(":") || first.equals("localhost")
        ? first
        : DOCKER_HUB;
  }

  private static String server(String key) {
    String server = key.replaceFirst("^https?://", "");
    int slash = server.indexOf('/');
    server = slash < 0 ? server : server.substring(0, slash);
    return server.equals("index.docker.io") ? DOCKER_HUB : server;
  }
}

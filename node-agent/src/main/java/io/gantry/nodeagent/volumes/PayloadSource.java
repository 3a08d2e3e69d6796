package io.gantry.nodeagent.volumes;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.containers.ConfigException;
import io.gantry.nodeagent.containers.ConfigSource;
import io.gantry.nodeagent.containers.DownwardApi;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodView;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The files of configMap, secret, downwardAPI and projected volumes. */
final class PayloadSource {
  private static final int DEFAULT_MODE = 0644;
  private static final long DEFAULT_TOKEN_SECONDS = 3600;

  private final PodView pod;
  private final ConfigSource configs;
  private final DownwardApi downward;
  private final PodTokens tokens;

  PayloadSource(PodView pod, ConfigSource configs, DownwardApi downward, PodTokens tokens) {
    this.pod = pod;
    this.configs = configs;
    this.downward = downward;
    this.tokens = tokens;
  }

  /** The payload, or null when the volume is of another type. */
  Payload payload(JsonNode volume) {
    Payload payload = new Payload();
    if (Json.has(volume, "configMap")) {
      JsonNode source = volume.get("configMap");
      configMap(payload, source, Json.integer(source, DEFAULT_MODE, "defaultMode"));
    } else if (Json.has(volume, "secret")) {
      JsonNode source = volume.get("secret");
      secret(
          payload,
          source,
          Json.text(source, "secretName"),
          Json.integer(source, DEFAULT_MODE, "defaultMode"));
    } else if (Json.has(volume, "downwardAPI")) {
      JsonNode source = volume.get("downwardAPI");
      downward(payload, source, Json.integer(source, DEFAULT_MODE, "defaultMode"));
    } else if (Json.has(volume, "projected")) {
      JsonNode projected = volume.get("projected");
      int mode = Json.integer(projected, DEFAULT_MODE, "defaultMode");
      for (JsonNode source : Json.items(projected, "sources")) {
        projected(payload, source, mode);
      }
    } else {
      return null;
    }
    return payload;
  }

  private void projected(Payload payload, JsonNode source, int mode) {
    if (Json.has(source, "configMap")) {
      configMap(payload, source.get("configMap"), mode);
    } else if (Json.has(source, "secret")) {
      secret(payload, source.get("secret"), Json.text(source, "secret", "name"), mode);
    } else if (Json.has(source, "downwardAPI")) {
      downward(payload, source.get("downwardAPI"), mode);
    } else if (Json.has(source, "serviceAccountToken")) {
      token(payload, source.get("serviceAccountToken"), mode);
    }
  }

  /** Readable by the pod's own user or group only, where it has one. */
  private void token(Payload payload, JsonNode source, int mode) {
    String token =
        tokens.token(
            pod,
            Json.text(source, "audience"),
            Json.number(source, DEFAULT_TOKEN_SECONDS, "expirationSeconds"));
    long user = commonUser();
    boolean owned = user >= 0 || Json.has(pod.spec(), "securityContext", "fsGroup");
    payload.put(
        Json.text(source, "path"),
        token.getBytes(StandardCharsets.UTF_8),
        owned ? 0600 : mode,
        user);
  }

  /** The user all containers run as; -1 when they differ or do not say. */
  private long commonUser() {
    Set<Long> users = new HashSet<>();
    for (ContainerView container : pod.allContainers()) {
      JsonNode own = Json.at(container.spec(), "securityContext", "runAsUser");
      JsonNode user = own != null ? own : Json.at(pod.spec(), "securityContext", "runAsUser");
      users.add(user == null ? -1 : user.longValue());
    }
    return users.size() == 1 ? users.iterator().next() : -1;
  }

  private void configMap(Payload payload, JsonNode source, int mode) {
    String name = Json.text(source, "name");
    Optional<ObjectNode> found = configs.configMap(pod.ref().namespace(), name);
    Map<String, byte[]> data = new TreeMap<>();
    if (found.isPresent()) {
      Json.map(found.get(), "data")
          .forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
      Json.map(found.get(), "binaryData")
          .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
    } else if (!Json.bool(source, false, "optional")) {
      throw new ConfigException("configmap \"" + name + "\" not found");
    }
    items(payload, source, data, mode);
  }

  private void secret(Payload payload, JsonNode source, String name, int mode) {
    Optional<ObjectNode> found = configs.secret(pod.ref().namespace(), name);
    Map<String, byte[]> data = new TreeMap<>();
    if (found.isPresent()) {
      Json.map(found.get(), "data")
          .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
    } else if (!Json.bool(source, false, "optional")) {
      throw new ConfigException("secret \"" + name + "\" not found");
    }
    items(payload, source, data, mode);
  }

  private static void items(Payload payload, JsonNode source, Map<String, byte[]> data, int mode) {
    if (!Json.has(source, "items")) {
      data.forEach((key, value) -> payload.put(key, value, mode));
      return;
    }
    for (JsonNode item : Json.items(source, "items")) {
      byte[] value = data.get(Json.text(item, "key"));
      if (value != null) {
        payload.put(Json.text(item, "path"), value, Json.integer(item, mode, "mode"));
      } else if (!Json.bool(source, false, "optional")) {
        throw new ConfigException("references non-existent config key: " + Json.text(item, "key"));
      }
    }
  }

  private void downward(Payload payload, JsonNode source, int mode) {
    for (JsonNode item : Json.items(source, "items")) {
      String value =
          Json.has(item, "fieldRef")
              ? downward.field(Json.text(item, "fieldRef", "fieldPath"))
              : downward.resource(item.get("resourceFieldRef"), null);
      payload.put(
          Json.text(item, "path"),
          value.getBytes(StandardCharsets.UTF_8),
          Json.integer(item, mode, "mode"));
    }
  }
}

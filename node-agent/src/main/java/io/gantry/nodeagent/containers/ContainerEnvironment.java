package io.gantry.nodeagent.containers;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodView;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A container's variables: services, then envFrom, then env, later ones winning. */
public final class ContainerEnvironment {
  private final PodView pod;
  private final ConfigSource configs;
  private final DownwardApi downward;

  public ContainerEnvironment(PodView pod, ConfigSource configs, DownwardApi downward) {
    this.pod = pod;
    this.configs = configs;
    this.downward = downward;
  }

  /**
   * @param services variables about services; anything else of the same name wins
   */
  public Map<String, String> environment(ContainerView container, Map<String, String> services) {
    Map<String, String> env = new LinkedHashMap<>(services);
    for (JsonNode from : Json.items(container.spec(), "envFrom")) {
      String prefix = Json.text(from, "prefix");
      if (Json.has(from, "configMapRef")) {
        configMapData(from.get("configMapRef"))
            .forEach((key, value) -> env.put(prefix + key, value));
      } else if (Json.has(from, "secretRef")) {
        secretData(from.get("secretRef")).forEach((key, value) -> env.put(prefix + key, value));
      }
    }
    // References reach back to what was defined before, and to services not shadowed.
    Map<String, String> defined = new LinkedHashMap<>(env);
    for (JsonNode variable : Json.items(container.spec(), "env")) {
      String name = Json.text(variable, "name");
      Optional<String> value =
          Json.has(variable, "valueFrom")
              ? from(variable.get("valueFrom"), container)
              : Optional.of(Expansion.expand(Json.text(variable, "value"), defined));
      value.ifPresent(
          text -> {
            defined.put(name, text);
            env.put(name, text);
          });
    }
    return env;
  }

  private Optional<String> from(JsonNode source, ContainerView container) {
    if (Json.has(source, "fieldRef")) {
      return Optional.of(downward.field(Json.text(source, "fieldRef", "fieldPath")));
    }
    if (Json.has(source, "resourceFieldRef")) {
      return Optional.of(downward.resource(source.get("resourceFieldRef"), container));
    }
    if (Json.has(source, "configMapKeyRef")) {
      return key(source.get("configMapKeyRef"), false);
    }
    if (Json.has(source, "secretKeyRef")) {
      return key(source.get("secretKeyRef"), true);
    }
    return Optional.empty();
  }

  private Optional<String> key(JsonNode ref, boolean secret) {
    Map<String, String> data = secret ? secretData(ref) : configMapData(ref);
    String key = Json.text(ref, "key");
    String value = data.get(key);
    if (value == null && !Json.bool(ref, false, "optional")) {
      throw new ConfigException(
          "couldn't find key "
              + key
              + (secret ? " in Secret " : " in ConfigMap ")
              + pod.ref().namespace()
              + "/"
              + Json.text(ref, "name"));
    }
    return Optional.ofNullable(value);
  }

  private Map<String, String> configMapData(JsonNode ref) {
    String name = Json.text(ref, "name");
    Optional<ObjectNode> found = configs.configMap(pod.ref().namespace(), name);
    if (found.isEmpty()) {
      missing(ref, "configmap", name);
      return Map.of();
    }
    return Json.map(found.get(), "data");
  }

  private Map<String, String> secretData(JsonNode ref) {
    String name = Json.text(ref, "name");
    Optional<ObjectNode> found = configs.secret(pod.ref().namespace(), name);
    if (found.isEmpty()) {
      missing(ref, "secret", name);
      return Map.of();
    }
    Map<String, String> data = new TreeMap<>();
    Json.map(found.get(), "data")
        .forEach(
            (key, value) ->
                data.put(
                    key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    return data;
  }

  private static void missing(JsonNode ref, String kind, String name) {
    if (!Json.bool(ref, false, "optional")) {
      throw new ConfigException(kind + " \"" + name + "\" not found");
    }
  }
}

package io.gantry.resource.kinds.bootstrap;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The objects every cluster starts with, as Kubernetes 1.32 makes them (objects.json, in the order
 * in which they need each other).
 */
public final class BootstrapObjects {
  private BootstrapObjects() {}

  /**
   * What differs from cluster to cluster.
   *
   * @param address where the API is reached from inside the cluster, a node's address
   * @param serviceIp of the {@code kubernetes} service, the first of the service range
   * @param clusterCa PEM
   * @param frontProxyCa PEM
   */
  public record Facts(
      String address,
      int port,
      String serviceIp,
      String clusterCa,
      String frontProxyCa,
      LocalDate today) {}

  public record BootstrapObject(GroupVersionResource resource, ObjectNode object) {
    String namespace() {
      return Json.text(object, "metadata", "namespace");
    }

    String name() {
      return Json.text(object, "metadata", "name");
    }
  }

  public static List<BootstrapObject> all(Facts facts) {
    Map<String, JsonNode> values =
        Map.of(
            "${address}", StringNode.valueOf(facts.address()),
            "${port}", IntNode.valueOf(facts.port()),
            "${serviceIp}", StringNode.valueOf(facts.serviceIp()),
            "${clusterCa}", StringNode.valueOf(facts.clusterCa()),
            "${frontProxyCa}", StringNode.valueOf(facts.frontProxyCa()),
            "${today}", StringNode.valueOf(facts.today().toString()));
    List<BootstrapObject> all = new ArrayList<>();
    for (JsonNode entry : data()) {
      ObjectNode object = (ObjectNode) filledIn(entry.get("object"), values);
      all.add(
          new BootstrapObject(
              GroupVersion.parse(Json.text(object, "apiVersion"))
                  .resource(Json.text(entry, "resource")),
              object));
    }
    return all;
  }

  private static JsonNode filledIn(JsonNode node, Map<String, JsonNode> values) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode filled = Json.object();
        object
            .properties()
            .forEach(entry -> filled.set(entry.getKey(), filledIn(entry.getValue(), values)));
        yield filled;
      }
      case ArrayNode array -> {
        ArrayNode filled = Json.array();
        array.forEach(item -> filled.add(filledIn(item, values)));
        yield filled;
      }
      case StringNode text -> values.getOrDefault(text.stringValue(), text);
      default -> node;
    };
  }

  private static JsonNode data() {
    try (InputStream in = BootstrapObjects.class.getResourceAsStream("objects.json")) {
      return Json.parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

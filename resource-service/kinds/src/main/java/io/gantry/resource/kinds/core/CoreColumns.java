package io.gantry.resource.kinds.core;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of the kinds of core/v1 that need only a few words. */
public final class CoreColumns {
  private CoreColumns() {}

  public static List<Object> configMap(ObjectNode object, Instant now) {
    return List.of(
        Texts.name(object),
        Texts.size(object, "data") + Texts.size(object, "binaryData"),
        Ages.age(object, now));
  }

  public static List<Object> secret(ObjectNode object, Instant now) {
    return List.of(
        Texts.name(object),
        Json.text(object, "type"),
        Texts.size(object, "data"),
        Ages.age(object, now));
  }

  public static List<Object> serviceAccount(ObjectNode object, Instant now) {
    return List.of(Texts.name(object), Texts.size(object, "secrets"), Ages.age(object, now));
  }

  public static List<Object> namespace(ObjectNode object, Instant now) {
    return List.of(Texts.name(object), Json.text(object, "status", "phase"), Ages.age(object, now));
  }

  public static List<Object> podTemplate(ObjectNode object, Instant now) {
    JsonNode spec = Json.at(object, "template", "spec");
    return List.of(
        Texts.name(object),
        Texts.containers(spec),
        Texts.images(spec),
        Texts.labels(object, "template", "metadata", "labels"));
  }

  public static List<Object> replicationController(ObjectNode object, Instant now) {
    JsonNode pod = Json.at(object, "spec", "template", "spec");
    return List.of(
        Texts.name(object),
        Texts.number(object, "spec", "replicas"),
        Texts.number(object, "status", "replicas"),
        Texts.number(object, "status", "readyReplicas"),
        Ages.age(object, now),
        Texts.containers(pod),
        Texts.images(pod),
        Texts.labels(object, "spec", "selector"));
  }

  public static List<Object> componentStatus(ObjectNode object, Instant now) {
    for (JsonNode condition : Json.items(object, "conditions")) {
      if (Json.text(condition, "type").equals("Healthy")) {
        return List.of(
            Texts.name(object),
            Json.text(condition, "status").equals("True") ? "Healthy" : "Unhealthy",
            Json.text(condition, "message"),
            Json.text(condition, "error"));
      }
    }
    return List.of(Texts.name(object), "Unknown", "", "");
  }
}

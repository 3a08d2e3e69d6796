package io.gantry.resource.kinds.columns;

import io.gantry.apimodel.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of kinds that are alone in their group. */
public final class SmallColumns {
  private SmallColumns() {}

  public static List<Object> lease(ObjectNode object, Instant now) {
    return List.of(
        Texts.name(object), Json.text(object, "spec", "holderIdentity"), Ages.age(object, now));
  }

  public static List<Object> runtimeClass(ObjectNode object, Instant now) {
    return List.of(Texts.name(object), Json.text(object, "handler"), Ages.age(object, now));
  }

  public static List<Object> priorityClass(ObjectNode object, Instant now) {
    return List.of(
        Texts.name(object),
        Texts.number(object, "value"),
        Json.bool(object, false, "globalDefault"),
        Ages.age(object, now),
        Json.text(object, "preemptionPolicy"));
  }

  public static List<Object> podDisruptionBudget(ObjectNode object, Instant now) {
    return List.of(
        Texts.name(object),
        intOrString(Json.at(object, "spec", "minAvailable")),
        intOrString(Json.at(object, "spec", "maxUnavailable")),
        Texts.number(object, "status", "disruptionsAllowed"),
        Ages.age(object, now));
  }

  private static String intOrString(JsonNode value) {
    return value == null ? "N/A" : value.asString();
  }

  public static List<Object> apiService(ObjectNode object, Instant now) {
    JsonNode service = Json.at(object, "spec", "service");
    String available = "Unknown";
    for (JsonNode condition : Json.items(object, "status", "conditions")) {
      if (Json.text(condition, "type").equals("Available")) {
        available = Json.text(condition, "status");
        if (!available.equals("True")) {
          available += " (" + Json.text(condition, "reason") + ")";
        }
      }
    }
    return List.of(
        Texts.name(object),
        service == null
            ? "Local"
            : Json.text(service, "namespace") + "/" + Json.text(service, "name"),
        available,
        Ages.age(object, now));
  }
}

package io.gantry.resource.kinds.flowcontrol;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of flowcontrol.apiserver.k8s.io. */
public final class FlowControlColumns {
  private FlowControlColumns() {}

  public static List<Object> flowSchema(ObjectNode object, Instant now) {
    String dangling = "?";
    for (JsonNode condition : Json.items(object, "status", "conditions")) {
      if (Json.text(condition, "type").equals("Dangling")) {
        dangling = Json.text(condition, "status");
      }
    }
    return List.of(
        Texts.name(object),
        Texts.textOr("<none>", object, "spec", "priorityLevelConfiguration", "name"),
        Texts.number(object, "spec", "matchingPrecedence"),
        Texts.textOr("<none>", object, "spec", "distinguisherMethod", "type"),
        Ages.age(object, now),
        dangling);
  }

  public static List<Object> priorityLevel(ObjectNode object, Instant now) {
    JsonNode limited = Json.at(object, "spec", "limited");
    JsonNode queuing = Json.at(limited, "limitResponse", "queuing");
    return List.of(
        Texts.name(object),
        Json.text(object, "spec", "type"),
        orNone(limited, "nominalConcurrencyShares"),
        orNone(queuing, "queues"),
        orNone(queuing, "handSize"),
        orNone(queuing, "queueLengthLimit"),
        Ages.age(object, now));
  }

  private static Object orNone(JsonNode node, String field) {
    return node == null ? "<none>" : (Object) Texts.number(node, field);
  }
}

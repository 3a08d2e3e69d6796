package io.gantry.replication.workload;

import io.gantry.apimodel.Json;
import io.gantry.controlruntime.Times;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of a workload's {@code status.conditions}. Times are whole seconds.
 *
 * @param updated {@code lastUpdateTime}; null for kinds that don't have it
 * @param transitioned {@code lastTransitionTime}: when {@code status} last changed
 */
public record Condition(
    String type,
    String status,
    Instant updated,
    Instant transitioned,
    String reason,
    String message) {
  public static final String TRUE = "True";
  public static final String FALSE = "False";
  public static final String UNKNOWN = "Unknown";

  /** A condition of now, with both times. */
  public static Condition of(
      String type, String status, String reason, String message, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    return new Condition(type, status, second, second, reason, message);
  }

  public Condition withoutUpdateTime() {
    return new Condition(type, status, null, transitioned, reason, message);
  }

  public Condition transitionedAt(Instant time) {
    return new Condition(type, status, updated, time, reason, message);
  }

  public static List<Condition> list(JsonNode object) {
    List<Condition> conditions = new ArrayList<>();
    for (JsonNode json : Json.items(object, "status", "conditions")) {
      conditions.add(
          new Condition(
              Json.text(json, "type"),
              Json.text(json, "status"),
              Times.at(json, "lastUpdateTime"),
              Times.at(json, "lastTransitionTime"),
              Json.text(json, "reason"),
              Json.text(json, "message")));
    }
    return List.copyOf(conditions);
  }

  public static ArrayNode toJson(List<Condition> conditions) {
    ArrayNode list = Json.array();
    for (Condition condition : conditions) {
      ObjectNode json = list.addObject();
      json.put("type", condition.type).put("status", condition.status);
      if (condition.updated != null) {
        json.put("lastUpdateTime", Times.text(condition.updated));
      }
      if (condition.transitioned != null) {
        json.put("lastTransitionTime", Times.text(condition.transitioned));
      }
      if (!condition.reason.isEmpty()) {
        json.put("reason", condition.reason);
      }
      if (!condition.message.isEmpty()) {
        json.put("message", condition.message);
      }
    }
    return list;
  }

  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> c.type.equals(type)).findFirst();
  }

  /**
   * The list with the condition put last, unless one of its type says the same already (status and
   * reason); the transition time stays where the status did not change.
   */
  public static List<Condition> set(List<Condition> conditions, Condition condition) {
    Optional<Condition> known = find(conditions, condition.type);
    Condition next = condition;
    if (known.isPresent() && known.get().status.equals(condition.status)) {
      if (known.get().reason.equals(condition.reason)) {
        return conditions;
      }
      next = condition.transitionedAt(known.get().transitioned);
    }
    List<Condition> result = new ArrayList<>(remove(conditions, condition.type));
    result.add(next);
    return List.copyOf(result);
  }

  public static List<Condition> remove(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> !c.type.equals(type)).toList();
  }
}

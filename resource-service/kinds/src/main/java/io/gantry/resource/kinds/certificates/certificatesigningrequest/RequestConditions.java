package io.gantry.resource.kinds.certificates.certificatesigningrequest;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The conditions of a request: decisions are for good, and only approvers make them. */
final class RequestConditions {
  private static final FieldPath PATH = FieldPath.of("status").child("conditions");
  private static final List<String> DECISIONS = List.of("Approved", "Denied");

  /** Types that are True or are not there. */
  private static final List<String> FINAL = List.of("Approved", "Denied", "Failed");

  private RequestConditions() {}

  /** A signer that sends decisions along with the certificate leaves them as they are. */
  static void keepDecisions(ObjectNode object, ObjectNode old) {
    for (String type : DECISIONS) {
      List<JsonNode> before = of(old, type);
      if (before.size() == of(object, type).size() && !before.isEmpty()) {
        ArrayNode conditions = (ArrayNode) Json.at(object, "status", "conditions");
        int next = 0;
        for (int i = 0; i < conditions.size(); i++) {
          if (Json.text(conditions.get(i), "type").equals(type)) {
            conditions.set(i, before.get(next++).deepCopy());
          }
        }
      }
    }
  }

  /** Conditions that come without dates are dated by the server. */
  static void stamp(WriteContext context, ObjectNode object, ObjectNode old) {
    String now = context.now().truncatedTo(ChronoUnit.SECONDS).toString();
    for (JsonNode condition : Json.items(object, "status", "conditions")) {
      ObjectNode dated = (ObjectNode) condition;
      if (!Json.has(dated, "lastUpdateTime")) {
        dated.put("lastUpdateTime", now);
      }
      if (!Json.has(dated, "lastTransitionTime")) {
        dated.put("lastTransitionTime", since(dated, old, now));
      }
    }
  }

  /** Since when the condition is as it is. */
  private static String since(JsonNode condition, ObjectNode old, String now) {
    for (JsonNode before : of(old, Json.text(condition, "type"))) {
      String time = Json.text(before, "lastTransitionTime");
      if (Json.text(before, "status").equals(Json.text(condition, "status")) && !time.isEmpty()) {
        return time;
      }
    }
    return now;
  }

  /** What each condition must be like; faults that the old object had already are let pass. */
  static void validate(Findings out, ObjectNode object, ObjectNode old) {
    boolean both = !of(old, "Approved").isEmpty() && !of(old, "Denied").isEmpty();
    boolean untyped = !of(old, "").isEmpty();
    List<JsonNode> before = Json.items(old, "status", "conditions");
    boolean repeats = types(before).size() < before.size();
    Set<String> seen = new HashSet<>();
    List<JsonNode> conditions = Json.items(object, "status", "conditions");
    for (int i = 0; i < conditions.size(); i++) {
      FieldPath at = PATH.index(i);
      String type = Json.text(conditions.get(i), "type");
      if (type.isEmpty() && !untyped) {
        out.required(at.child("type"));
      }
      out.requiredOneOf(
          at.child("status"),
          Json.text(conditions.get(i), "status"),
          FINAL.contains(type) ? List.of("True") : List.of("False", "True", "Unknown"));
      if (!both
          && ((type.equals("Approved") && seen.contains("Denied"))
              || (type.equals("Denied") && seen.contains("Approved")))) {
        out.invalid(
            at.child("type"), type, "Approved and Denied conditions are mutually exclusive");
      }
      if (!seen.add(type) && !repeats) {
        out.add(FieldError.duplicate(at.child("type"), type));
      }
    }
  }

  /**
   * @param decides whether the write may decide the request
   */
  static void changes(Findings out, ObjectNode object, ObjectNode old, boolean decides) {
    for (String type : FINAL) {
      if (of(object, type).size() < of(old, type).size()) {
        out.forbidden(PATH, "updates may not remove a condition of type " + quoted(type));
      }
    }
    for (String type : decides ? List.<String>of() : DECISIONS) {
      List<JsonNode> now = of(object, type);
      List<JsonNode> before = of(old, type);
      if (now.size() > before.size()) {
        out.forbidden(PATH, "updates may not add a condition of type " + quoted(type));
      } else if (now.size() == before.size() && !same(now, before)) {
        out.forbidden(PATH, "updates may not modify a condition of type " + quoted(type));
      }
    }
  }

  private static boolean same(List<JsonNode> one, List<JsonNode> other) {
    for (int i = 0; i < one.size(); i++) {
      if (!FieldRules.same(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static Set<String> types(List<JsonNode> conditions) {
    Set<String> types = new HashSet<>();
    conditions.forEach(condition -> types.add(Json.text(condition, "type")));
    return types;
  }

  private static List<JsonNode> of(ObjectNode object, String type) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode condition : Json.items(object, "status", "conditions")) {
      if (Json.text(condition, "type").equals(type)) {
        found.add(condition);
      }
    }
    return found;
  }

  private static String quoted(String type) {
    return FieldError.quoted(type);
  }
}

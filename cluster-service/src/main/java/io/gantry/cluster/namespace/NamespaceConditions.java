package io.gantry.cluster.namespace;

import io.gantry.apimodel.Json;
import io.gantry.controlruntime.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a namespace that is being deleted says about its contents. Pure. */
final class NamespaceConditions {
  private record Text(String reason, String message) {}

  /** What each condition says when it is false, in the order they are listed. */
  private static final Map<String, Text> GOOD = new LinkedHashMap<>();

  static {
    GOOD.put(
        "NamespaceDeletionDiscoveryFailure",
        new Text("ResourcesDiscovered", "All resources successfully discovered"));
    GOOD.put(
        "NamespaceDeletionGroupVersionParsingFailure",
        new Text("ParsedGroupVersions", "All legacy kube types successfully parsed"));
    GOOD.put(
        "NamespaceDeletionContentFailure",
        new Text(
            "ContentDeleted", "All content successfully deleted, may be waiting on finalization"));
    GOOD.put(
        "NamespaceContentRemaining",
        new Text("ContentRemoved", "All content successfully removed"));
    GOOD.put(
        "NamespaceFinalizersRemaining",
        new Text("ContentHasNoFinalizers", "All content-preserving finalizers finished"));
  }

  private NamespaceConditions() {}

  /**
   * Writes the conditions into the namespace.
   *
   * @param discoveryFailure null when discovery answered
   * @return whether anything changed
   */
  static boolean write(
      ObjectNode namespace,
      String discoveryFailure,
      List<NamespaceContents.Rest> rests,
      Instant now) {
    Map<String, Text> bad = bad(discoveryFailure, rests);
    ArrayNode conditions = Json.ensureArray(Json.ensureObject(namespace, "status"), "conditions");
    boolean changed = false;
    for (Map.Entry<String, Text> good : GOOD.entrySet()) {
      Text text = bad.getOrDefault(good.getKey(), good.getValue());
      String status = bad.containsKey(good.getKey()) ? "True" : "False";
      changed |= set(conditions, good.getKey(), status, text, now);
    }
    return changed;
  }

  private static boolean set(
      ArrayNode conditions, String type, String status, Text text, Instant now) {
    ObjectNode condition = null;
    for (JsonNode item : conditions) {
      if (Json.text(item, "type").equals(type)) {
        condition = (ObjectNode) item;
      }
    }
    if (condition == null) {
      condition = conditions.addObject().put("type", type);
    } else if (Json.text(condition, "status").equals(status)
        && Json.text(condition, "reason").equals(text.reason)
        && Json.text(condition, "message").equals(text.message)) {
      return false;
    }
    if (!Json.text(condition, "status").equals(status)) {
      condition.put("lastTransitionTime", Times.text(now));
    }
    condition.put("status", status).put("reason", text.reason).put("message", text.message);
    return true;
  }

  private static Map<String, Text> bad(
      String discoveryFailure, List<NamespaceContents.Rest> rests) {
    Map<String, Text> bad = new LinkedHashMap<>();
    if (discoveryFailure != null) {
      bad.put("NamespaceDeletionDiscoveryFailure", new Text("DiscoveryFailed", discoveryFailure));
    }
    List<String> failures = new ArrayList<>();
    List<String> remaining = new ArrayList<>();
    Map<String, Integer> finalizers = new TreeMap<>();
    for (NamespaceContents.Rest rest : rests) {
      if (rest.failure() != null) {
        failures.add(rest.failure().getMessage());
      }
      if (rest.count() > 0) {
        remaining.add(
            rest.resource().resource()
                + "."
                + rest.resource().group()
                + " has "
                + rest.count()
                + " resource instances");
      }
      rest.finalizers().forEach((name, count) -> finalizers.merge(name, count, Integer::sum));
    }
    if (!failures.isEmpty()) {
      failures.sort(null);
      bad.put(
          "NamespaceDeletionContentFailure",
          new Text(
              "ContentDeletionFailed",
              "Failed to delete all resource types, "
                  + failures.size()
                  + " remaining: "
                  + String.join(", ", failures)));
    }
    if (!remaining.isEmpty()) {
      remaining.sort(null);
      bad.put(
          "NamespaceContentRemaining",
          new Text(
              "SomeResourcesRemain",
              "Some resources are remaining: " + String.join(", ", remaining)));
    }
    if (!finalizers.isEmpty()) {
      List<String> parts = new ArrayList<>();
      finalizers.forEach((name, count) -> parts.add(name + " in " + count + " resource instances"));
      parts.sort(null);
      bad.put(
          "NamespaceFinalizersRemaining",
          new Text(
              "SomeFinalizersRemain",
              "Some content in the namespace has finalizers remaining: "
                  + String.join(", ", parts)));
    }
    return bad;
  }
}

package io.gantry.apischema.managedfields;

import io.gantry.apimodel.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of {@code metadata.managedFields}.
 *
 * @param operation {@code Apply} or {@code Update}
 * @param time RFC 3339 in seconds; empty for who applied only what already was so
 */
record ManagerEntry(
    String manager,
    String operation,
    String apiVersion,
    String subresource,
    String time,
    FieldSet fields) {

  static final String APPLY = "Apply";
  static final String UPDATE = "Update";

  /** More updaters than these are not told apart (apimachinery, {@code capmanagers}). */
  private static final int MOST_UPDATERS = 10;

  /** Apply entries first, then by time, manager, version and subresource. */
  private static final Comparator<ManagerEntry> ORDER =
      Comparator.comparing(ManagerEntry::operation)
          .thenComparing(ManagerEntry::time)
          .thenComparing(ManagerEntry::manager)
          .thenComparing(ManagerEntry::apiVersion)
          .thenComparing(ManagerEntry::subresource);

  static List<ManagerEntry> of(JsonNode object) {
    List<ManagerEntry> entries = new ArrayList<>();
    for (JsonNode entry : Json.items(object, "metadata", "managedFields")) {
      entries.add(
          new ManagerEntry(
              Json.text(entry, "manager"),
              Json.text(entry, "operation"),
              Json.text(entry, "apiVersion"),
              Json.text(entry, "subresource"),
              Json.text(entry, "time"),
              FieldSet.of(entry.get("fieldsV1"))));
    }
    return entries;
  }

  /** Whether entries that a client sent can be taken; those that can't are as if not sent. */
  static boolean areReadable(JsonNode object) {
    for (JsonNode entry : Json.items(object, "metadata", "managedFields")) {
      String operation = Json.text(entry, "operation");
      if (!operation.equals(APPLY) && !operation.equals(UPDATE)
          || Json.text(entry, "apiVersion").isEmpty()
          || !Json.text(entry, "fieldsType").equals("FieldsV1")) {
        return false;
      }
    }
    return true;
  }

  /**
   * Merges the oldest updates of a version into one entry until there are few enough. Who applied
   * is never forgotten.
   */
  static List<ManagerEntry> capped(List<ManagerEntry> entries) {
    List<ManagerEntry> updates = new ArrayList<>(entries);
    updates.removeIf(entry -> !entry.operation.equals(UPDATE));
    if (updates.size() <= MOST_UPDATERS) {
      return entries;
    }
    updates.sort(ORDER);
    List<ManagerEntry> result = new ArrayList<>(entries);
    Map<String, ManagerEntry> buckets = new HashMap<>();
    int left = updates.size();
    for (ManagerEntry entry : updates) {
      if (left <= MOST_UPDATERS) {
        break;
      }
      ManagerEntry older = buckets.get(entry.apiVersion);
      if (older == null) {
        buckets.put(entry.apiVersion, entry);
        continue;
      }
      ManagerEntry bucket =
          new ManagerEntry(
              "ancient-changes",
              UPDATE,
              entry.apiVersion,
              "",
              entry.time,
              older.fields.union(entry.fields));
      result.remove(older);
      result.remove(entry);
      result.add(bucket);
      buckets.put(entry.apiVersion, bucket);
      left--;
    }
    return result;
  }

  static void write(List<ManagerEntry> entries, ObjectNode object) {
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    List<ManagerEntry> sorted = new ArrayList<>(entries);
    sorted.sort(ORDER);
    if (sorted.isEmpty()) {
      metadata.remove("managedFields");
      return;
    }
    ArrayNode list = metadata.putArray("managedFields");
    for (ManagerEntry entry : sorted) {
      ObjectNode json = list.addObject();
      json.put("manager", entry.manager)
          .put("operation", entry.operation)
          .put("apiVersion", entry.apiVersion);
      if (!entry.time.isEmpty()) {
        json.put("time", entry.time);
      }
      json.put("fieldsType", "FieldsV1");
      json.set("fieldsV1", entry.fields.toJson());
      if (!entry.subresource.isEmpty()) {
        json.put("subresource", entry.subresource);
      }
    }
  }

  /** Appliers are told apart by name and subresource, updaters by the version they used, too. */
  boolean isSameAs(String manager, String operation, String apiVersion, String subresource) {
    return this.manager.equals(manager)
        && this.operation.equals(operation)
        && this.subresource.equals(subresource)
        && (operation.equals(APPLY) || this.apiVersion.equals(apiVersion));
  }

  ManagerEntry with(FieldSet changed) {
    return new ManagerEntry(manager, operation, apiVersion, subresource, time, changed);
  }

  /** As a conflict names its owner. */
  String shown() {
    return "\""
        + manager
        + "\""
        + (subresource.isEmpty() ? "" : " with subresource \"" + subresource + "\"")
        + (operation.equals(UPDATE) ? " using " + apiVersion : "");
  }
}

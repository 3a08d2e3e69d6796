package io.gantry.apischema.managedfields;

import io.gantry.apimodel.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of {@code metadata.managedFields}.
 *
 * @param operation {@code Apply} or {@code Update}
 * @param time RFC 3339 in seconds
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
          .put("apiVersion", entry.apiVersion)
          .put("time", entry.time)
          .put("fieldsType", "FieldsV1");
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

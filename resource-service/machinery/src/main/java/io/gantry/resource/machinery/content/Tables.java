package io.gantry.resource.machinery.content;

import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.TableColumns;
import io.gantry.resource.machinery.TableColumns.Column;
import java.time.Instant;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Parts of a {@code Table} of meta.k8s.io. */
final class Tables {
  private Tables() {}

  static TableColumns columnsOf(TableColumns own) {
    return own == null ? DefaultColumns.INSTANCE : own;
  }

  static ArrayNode definitions(TableColumns columns) {
    ArrayNode definitions = Json.array();
    for (Column column : columns.columns()) {
      definitions
          .addObject()
          .put("name", column.name())
          .put("type", column.type())
          .put("format", column.format())
          .put("description", column.description())
          .put("priority", column.priority());
    }
    return definitions;
  }

  /**
   * @param object as it is stored: cells are the same in all versions
   * @param toCaller to the version the caller speaks
   */
  static ObjectNode row(
      TableColumns columns,
      ObjectNode object,
      UnaryOperator<ObjectNode> toCaller,
      Representation representation,
      Instant now) {
    ObjectNode row = Json.object();
    ArrayNode cells = row.putArray("cells");
    for (Object cell : columns.cells(object, now)) {
      switch (cell) {
        case null -> cells.addNull();
        case String text -> cells.add(text);
        case Boolean yes -> cells.add(yes);
        case Integer number -> cells.add(number);
        case Long number -> cells.add(number);
        case JsonNode tree -> cells.add(tree);
        default -> cells.add(cell.toString());
      }
    }
    switch (representation.includeObject()) {
      case "None" -> row.putNull("object");
      case "Object" -> row.set("object", toCaller.apply(object));
      default -> row.set("object", metadataOnly(object, representation.metaVersion()));
    }
    return row;
  }

  static ObjectNode metadataOnly(ObjectNode object, String metaVersion) {
    ObjectNode partial = Json.object();
    partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/" + metaVersion);
    JsonNode metadata = object.get("metadata");
    partial.set("metadata", metadata == null ? Json.object() : metadata);
    return partial;
  }

  /** A table's beginning; {@code columns} null for a later event of a watch. */
  static ObjectNode table(String metaVersion, ObjectNode metadata, ArrayNode columns) {
    ObjectNode table = Json.object();
    table.put("kind", "Table").put("apiVersion", "meta.k8s.io/" + metaVersion);
    table.set("metadata", metadata);
    if (columns == null) {
      table.putNull("columnDefinitions");
    } else {
      table.set("columnDefinitions", columns);
    }
    return table;
  }
}

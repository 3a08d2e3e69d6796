package io.gantry.controlruntime;

import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The selectable fields that controllers select by, read from objects as a client gets them: only
 * the server knows every kind's list.
 */
public final class SelectableFields {
  private SelectableFields() {}

  /** An object with its header, selectable fields included. */
  public static ResourceObject object(GroupVersionResource resource, ObjectNode tree) {
    return ResourceObject.of(resource.groupResource(), tree, of(resource, tree));
  }

  public static Map<String, String> of(GroupVersionResource resource, JsonNode tree) {
    return switch (resource.groupResource().toString()) {
      case "pods" ->
          read(
              tree,
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "status.phase",
              "status.podIP",
              "status.nominatedNodeName");
      case "nodes" ->
          Map.of(
              "spec.unschedulable",
              Boolean.toString(Json.bool(tree, false, "spec", "unschedulable")));
      case "secrets" -> read(tree, "type");
      case "namespaces" -> read(tree, "status.phase");
      case "events" ->
          read(
              tree,
              "involvedObject.kind",
              "involvedObject.namespace",
              "involvedObject.name",
              "involvedObject.uid",
              "reason",
              "type");
      default -> Map.of();
    };
  }

  private static Map<String, String> read(JsonNode tree, String... fields) {
    Map<String, String> values = new HashMap<>();
    for (String field : fields) {
      values.put(field, Json.text(tree, field.split("\\.")));
    }
    return values;
  }
}

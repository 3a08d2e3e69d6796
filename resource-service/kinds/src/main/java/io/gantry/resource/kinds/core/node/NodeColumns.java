package io.gantry.resource.kinds.core.node;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of a node. */
final class NodeColumns implements Cells {
  private static final String ROLE = "node-role.kubernetes.io/";

  @Override
  public List<Object> of(ObjectNode node, Instant now) {
    List<String> roles = roles(node);
    return List.of(
        Texts.name(node),
        status(node),
        roles.isEmpty() ? "<none>" : String.join(",", roles),
        Ages.age(node, now),
        Json.text(node, "status", "nodeInfo", "kubeletVersion"),
        address(node, "InternalIP"),
        address(node, "ExternalIP"),
        Texts.textOr("<unknown>", node, "status", "nodeInfo", "osImage"),
        Texts.textOr("<unknown>", node, "status", "nodeInfo", "kernelVersion"),
        Texts.textOr("<unknown>", node, "status", "nodeInfo", "containerRuntimeVersion"));
  }

  private static String status(ObjectNode node) {
    String status = "Unknown";
    for (JsonNode condition : Json.items(node, "status", "conditions")) {
      if (Json.text(condition, "type").equals("Ready")) {
        status = Json.text(condition, "status").equals("True") ? "Ready" : "NotReady";
      }
    }
    return Json.bool(node, false, "spec", "unschedulable")
        ? status + ",SchedulingDisabled"
        : status;
  }

  private static List<String> roles(ObjectNode node) {
    Set<String> roles = new TreeSet<>();
    Json.map(node, "metadata", "labels")
        .forEach(
            (key, value) -> {
              if (key.startsWith(ROLE) && key.length() > ROLE.length()) {
                roles.add(key.substring(ROLE.length()));
              } else if (key.equals("kubernetes.io/role") && !value.isEmpty()) {
                roles.add(value);
              }
            });
    return List.copyOf(roles);
  }

  private static String address(ObjectNode node, String type) {
    for (JsonNode address : Json.items(node, "status", "addresses")) {
      if (Json.text(address, "type").equals(type)) {
        return Json.text(address, "address");
      }
    }
    return "<none>";
  }
}

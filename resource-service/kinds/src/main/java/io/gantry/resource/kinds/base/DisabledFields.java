package io.gantry.resource.kinds.base;

import io.gantry.apimodel.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Fields that the API has and a cluster with Kubernetes 1.32's default feature gates does not: they
 * are dropped without a word, unless the object had them already.
 */
public final class DisabledFields {
  private static final List<String> CONTAINER =
      List.of("resizePolicy", "securityContext.procMount", "resources.claims");

  private static final List<String> POD =
      List.of(
          "hostUsers",
          "resources",
          "resourceClaims",
          "securityContext.supplementalGroupsPolicy",
          "volumes[].image",
          "volumes[].projected.sources[].clusterTrustBundle");

  /** Where specifications of pods stand: in pods, in templates, in templates of templates. */
  private static final List<String> PLACES =
      List.of("spec", "spec.template.spec", "template.spec", "spec.jobTemplate.spec.template.spec");

  private DisabledFields() {}

  /**
   * Drops what pods in the object may not have.
   *
   * @param old null for a new object
   */
  public static void dropFromPods(ObjectNode object, JsonNode old) {
    for (String place : PLACES) {
      String[] path = place.split("\\.");
      if (Json.at(object, path) instanceof ObjectNode spec && spec.has("containers")) {
        JsonNode before = Json.at(old, path);
        POD.forEach(field -> drop(spec, before, field));
        for (String sort : List.of("initContainers", "containers", "ephemeralContainers")) {
          CONTAINER.forEach(field -> drop(spec, before, sort + "[]." + field));
        }
      }
    }
  }

  /** Drops a field, given by names and {@code []} for every item, that the old object lacks. */
  public static void drop(ObjectNode object, JsonNode old, String field) {
    int dot = field.lastIndexOf('.');
    String name = field.substring(dot + 1);
    String parent = dot < 0 ? "" : field.substring(0, dot);
    boolean inUse = holders(old, parent).stream().anyMatch(holder -> holder.has(name));
    if (!inUse) {
      holders(object, parent).forEach(holder -> holder.remove(name));
    }
  }

  private static List<ObjectNode> holders(JsonNode node, String path) {
    List<JsonNode> at = new ArrayList<>();
    if (node != null) {
      at.add(node);
    }
    for (String step : path.isEmpty() ? new String[0] : path.split("\\.")) {
      boolean each = step.endsWith("[]");
      String name = each ? step.substring(0, step.length() - 2) : step;
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode holder : at) {
        if (each) {
          next.addAll(Json.items(holder, name));
        } else if (Json.has(holder, name)) {
          next.add(Json.at(holder, name));
        }
      }
      at = next;
    }
    return at.stream().filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast).toList();
  }
}

package io.gantry.resource.kinds.autoscaling.horizontalpodautoscaler;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ResourceDefinition;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Between autoscaling/v2 (stored) and v1, whose one number is the CPU target: what v1 has no fields
 * for travels in annotations, as Kubernetes does it.
 */
public final class HorizontalPodAutoscalerConverter implements ResourceDefinition.Converter {
  private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
  private static final String METRICS = PREFIX + "metrics";
  private static final String BEHAVIOR = PREFIX + "behavior";
  private static final String CONDITIONS = PREFIX + "conditions";
  private static final String CURRENT = PREFIX + "current-metrics";

  @Override
  public void convert(ObjectNode object, GroupVersion to) {
    boolean isFirst = Json.text(object, "apiVersion").endsWith("/v1");
    if (to.version().equals("v1") && !isFirst) {
      toFirst(object);
    } else if (to.version().equals("v2") && isFirst) {
      toSecond(object);
    }
    object.put("apiVersion", to.apiVersion());
  }

  private static void toFirst(ObjectNode object) {
    ObjectNode spec = Json.ensureObject(object, "spec");
    ArrayNode others = Json.array();
    for (JsonNode metric : Json.items(spec, "metrics")) {
      JsonNode used = Json.at(metric, "resource", "target", "averageUtilization");
      boolean isCpu = Json.text(metric, "resource", "name").equals("cpu") && used != null;
      if (isCpu && !spec.has("targetCPUUtilizationPercentage")) {
        spec.put("targetCPUUtilizationPercentage", used.intValue());
      } else {
        others.add(metric);
      }
    }
    spec.remove("metrics");
    annotate(object, METRICS, others.isEmpty() ? null : others);
    annotate(object, BEHAVIOR, spec.remove("behavior"));
    JsonNode status = Json.at(object, "status");
    if (status instanceof ObjectNode node) {
      ArrayNode current = Json.array();
      for (JsonNode metric : Json.items(node, "currentMetrics")) {
        JsonNode used = Json.at(metric, "resource", "current", "averageUtilization");
        if (used != null && Json.text(metric, "resource", "name").equals("cpu")) {
          node.put("currentCPUUtilizationPercentage", used.intValue());
        }
        current.add(metric);
      }
      node.remove("currentMetrics");
      annotate(object, CURRENT, current.isEmpty() ? null : current);
      annotate(object, CONDITIONS, node.remove("conditions"));
    }
  }

  private static void toSecond(ObjectNode object) {
    ObjectNode spec = Json.ensureObject(object, "spec");
    JsonNode cpu = spec.remove("targetCPUUtilizationPercentage");
    JsonNode others = unannotate(object, METRICS);
    ArrayNode metrics = Json.array();
    if (cpu != null && cpu.isNumber()) {
      ObjectNode metric = metrics.addObject();
      metric.put("type", "Resource");
      metric
          .putObject("resource")
          .put("name", "cpu")
          .putObject("target")
          .put("type", "Utilization")
          .put("averageUtilization", cpu.intValue());
    }
    if (others instanceof ArrayNode list) {
      list.forEach(metrics::add);
    }
    if (!metrics.isEmpty()) {
      spec.set("metrics", metrics);
    }
    JsonNode behavior = unannotate(object, BEHAVIOR);
    if (behavior != null) {
      spec.set("behavior", behavior);
    }
    ObjectNode status = Json.ensureObject(object, "status");
    status.remove("currentCPUUtilizationPercentage");
    JsonNode current = unannotate(object, CURRENT);
    if (current != null) {
      status.set("currentMetrics", current);
    }
    JsonNode conditions = unannotate(object, CONDITIONS);
    if (conditions != null) {
      status.set("conditions", conditions);
    }
  }

  private static void annotate(ObjectNode object, String name, JsonNode value) {
    if (value != null && !value.isNull()) {
      Json.ensureObject(object, "metadata", "annotations").put(name, Json.string(value));
    }
  }

  /** What an annotation holds; null for none, or for one that somebody spoilt. */
  private static JsonNode unannotate(ObjectNode object, String name) {
    String text = Json.text(object, "metadata", "annotations", name);
    if (text.isEmpty()) {
      return null;
    }
    ObjectNode annotations = Json.ensureObject(object, "metadata", "annotations");
    annotations.remove(name);
    if (annotations.isEmpty()) {
      Json.ensureObject(object, "metadata").remove("annotations");
    }
    try {
      return Json.parse(text);
    } catch (tools.jackson.core.JacksonException e) {
      return null;
    }
  }
}

package io.gantry.resource.kinds.autoscaling.horizontalpodautoscaler;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of an autoscaler (stored as autoscaling/v2). */
public final class HorizontalPodAutoscalerColumns implements Cells {
  private static final String UNKNOWN = "<unknown>";

  @Override
  public List<Object> of(ObjectNode object, Instant now) {
    JsonNode min = Json.at(object, "spec", "minReplicas");
    return List.of(
        Texts.name(object),
        Json.text(object, "spec", "scaleTargetRef", "kind")
            + "/"
            + Json.text(object, "spec", "scaleTargetRef", "name"),
        metrics(object),
        min == null ? "<unset>" : min.asString(),
        Texts.number(object, "spec", "maxReplicas"),
        Texts.number(object, "status", "currentReplicas"),
        Ages.age(object, now));
  }

  private static String metrics(ObjectNode object) {
    List<JsonNode> specs = Json.items(object, "spec", "metrics");
    List<JsonNode> current = Json.items(object, "status", "currentMetrics");
    List<String> all = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      all.add(metric(specs.get(i), i < current.size() ? current.get(i) : null));
    }
    return Texts.someOf(all, 2, ", ", "<none>");
  }

  private static String metric(JsonNode metric, JsonNode status) {
    return switch (Json.text(metric, "type")) {
      case "External" -> valueOrAverage(metric, status, "external");
      case "Object" -> valueOrAverage(metric, status, "object");
      case "Pods" ->
          current(status, "pods", "averageValue")
              + "/"
              + Texts.quantity(Json.at(metric, "pods", "target", "averageValue"));
      case "Resource" -> resource(metric, status, "resource");
      case "ContainerResource" -> resource(metric, status, "containerResource");
      default -> "<unknown type>";
    };
  }

  private static String valueOrAverage(JsonNode metric, JsonNode status, String source) {
    JsonNode average = Json.at(metric, source, "target", "averageValue");
    return average != null
        ? current(status, source, "averageValue") + "/" + Texts.quantity(average) + " (avg)"
        : current(status, source, "value")
            + "/"
            + Texts.quantity(Json.at(metric, source, "target", "value"));
  }

  private static String resource(JsonNode metric, JsonNode status, String source) {
    String name = Json.text(metric, source, "name");
    JsonNode average = Json.at(metric, source, "target", "averageValue");
    if (average != null) {
      return name + ": " + current(status, source, "averageValue") + "/" + Texts.quantity(average);
    }
    JsonNode used = Json.at(status, source, "current", "averageUtilization");
    JsonNode target = Json.at(metric, source, "target", "averageUtilization");
    return name
        + ": "
        + (used == null ? UNKNOWN : used.asString() + "%")
        + "/"
        + (target == null ? "<auto>" : target.asString() + "%");
  }

  private static String current(JsonNode status, String source, String what) {
    JsonNode value = Json.at(status, source, "current", what);
    return value == null ? UNKNOWN : Texts.quantity(value);
  }
}

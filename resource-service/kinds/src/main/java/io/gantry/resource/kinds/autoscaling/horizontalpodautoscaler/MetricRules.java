package io.gantry.resource.kinds.autoscaling.horizontalpodautoscaler;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Metrics and their targets. */
final class MetricRules {
  private static final Map<String, String> FIELDS =
      Map.of(
          "Object", "object",
          "External", "external",
          "Pods", "pods",
          "Resource", "resource",
          "ContainerResource", "containerResource");

  private static final List<String> TYPES =
      List.of("ContainerResource", "External", "Object", "Pods", "Resource");

  private MetricRules() {}

  static void reference(Findings out, FieldPath path, JsonNode reference) {
    for (String field : List.of("kind", "name")) {
      out.requiredFormat(path.child(field), Json.text(reference, field), Formats::pathSegment);
    }
  }

  static void metrics(Findings out, FieldPath path, List<JsonNode> metrics, JsonNode min) {
    boolean outside = false;
    for (int i = 0; i < metrics.size(); i++) {
      metric(out, path.index(i), metrics.get(i));
      outside |= List.of("Object", "External").contains(Json.text(metrics.get(i), "type"));
    }
    if (min != null && min.longValue() == 0 && !outside) {
      out.forbidden(
          path,
          "must specify at least one Object or External metric to support scaling to zero"
              + " replicas");
    }
  }

  private static void metric(Findings out, FieldPath at, JsonNode metric) {
    String type = Json.text(metric, "type");
    if (type.isEmpty()) {
      out.required(at.child("type"), "must specify a metric source type");
    }
    out.add(FieldRules.oneOf(at.child("type"), type, TYPES));
    if (!FIELDS.containsKey(type)) {
      // Said twice, as Kubernetes does.
      out.add(FieldError.notSupported(at.child("type"), type, TYPES));
    }
    String expected = FIELDS.getOrDefault(type, "");
    List<String> present = new ArrayList<>();
    for (String field : List.of("object", "external", "pods", "resource", "containerResource")) {
      if (Json.has(metric, field)) {
        present.add(field);
        if (present.size() == 1) {
          source(out, at.child(field), field, Json.at(metric, field));
        }
      }
    }
    if (!expected.isEmpty() && !present.contains(expected)) {
      out.required(at.child(expected), "must populate information for the given metric source");
    }
    if (present.size() != 1) {
      present.remove(expected);
      for (String other : present) {
        out.forbidden(at.child(other), "must populate the given metric source only");
      }
    }
  }

  private static void source(Findings out, FieldPath at, String field, JsonNode source) {
    FieldPath target = at.child("target");
    JsonNode value = Json.at(source, "target", "value");
    JsonNode average = Json.at(source, "target", "averageValue");
    JsonNode used = Json.at(source, "target", "averageUtilization");
    switch (field) {
      case "pods" -> {
        identifier(out, at.child("metric"), Json.at(source, "metric"));
        target(out, target, Json.at(source, "target"));
        if (average == null) {
          out.required(target.child("averageValue"), "must specify a positive target averageValue");
        }
      }
      case "object" -> {
        reference(out, at.child("describedObject"), Json.at(source, "describedObject"));
        identifier(out, at.child("metric"), Json.at(source, "metric"));
        target(out, target, Json.at(source, "target"));
        if (value == null && average == null) {
          out.required(
              target.child("averageValue"), "must set either a target value or averageValue");
        }
      }
      case "external" -> {
        identifier(out, at.child("metric"), Json.at(source, "metric"));
        target(out, target, Json.at(source, "target"));
        if (value == null && average == null) {
          out.required(
              target.child("averageValue"),
              "must set either a target value for metric or a per-pod target");
        }
        if (value != null && average != null) {
          out.forbidden(
              target.child("value"),
              "may not set both a target value for metric and a per-pod target");
        }
      }
      default -> {
        if (Json.text(source, "name").isEmpty()) {
          out.required(at.child("name"), "must specify a resource name");
        }
        if (field.equals("containerResource") && Json.text(source, "container").isEmpty()) {
          out.required(at.child("container"), "must specify a container");
        }
        target(out, target, Json.at(source, "target"));
        if (used == null && average == null) {
          out.required(
              target.child("averageUtilization"),
              "must set either a target raw value or a target utilization");
        }
        if (used != null && average != null) {
          out.forbidden(
              target.child("averageValue"),
              "may not set both a target raw value and a target utilization");
        }
      }
    }
  }

  private static void identifier(Findings out, FieldPath at, JsonNode metric) {
    String name = Json.text(metric, "name");
    if (name.isEmpty()) {
      out.required(at.child("name"), "must specify a metric name");
    } else {
      out.format(at.child("name"), name, Formats::pathSegment);
    }
    out.add(LabelRules.selector(at.child("selector"), Json.at(metric, "selector")));
  }

  private static void target(Findings out, FieldPath at, JsonNode target) {
    String type = Json.text(target, "type");
    if (type.isEmpty()) {
      out.required(at.child("type"), "must specify a metric target type");
    }
    if (!List.of("Utilization", "Value", "AverageValue").contains(type)) {
      out.invalid(at.child("type"), type, "must be either Utilization, Value, or AverageValue");
    }
    for (String field : List.of("value", "averageValue")) {
      JsonNode amount = Json.at(target, field);
      if (amount != null && QuantityRules.of(amount).signum() != 1) {
        out.invalid(at.child(field), GoText.literal("resource.Quantity{}"), "must be positive");
      }
    }
    JsonNode used = Json.at(target, "averageUtilization");
    if (used != null && used.longValue() < 1) {
      out.invalid(at.child("averageUtilization"), used.longValue(), "must be greater than 0");
    }
  }
}

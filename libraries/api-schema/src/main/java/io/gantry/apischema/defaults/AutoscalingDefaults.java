package io.gantry.apischema.defaults;

import io.gantry.apimodel.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The autoscaling group. */
final class AutoscalingDefaults {
  private static final int CPU_PERCENT = 80;
  private static final int PERIOD_SECONDS = 15;

  private AutoscalingDefaults() {}

  static void v1(ObjectNode autoscaler) {
    Fill.number(Json.ensureObject(autoscaler, "spec"), "minReplicas", 1);
  }

  static void v2(ObjectNode autoscaler) {
    ObjectNode spec = Json.ensureObject(autoscaler, "spec");
    Fill.number(spec, "minReplicas", 1);
    if (Fill.isEmpty(spec, "metrics")) {
      ObjectNode metric = spec.putArray("metrics").addObject().put("type", "Resource");
      ObjectNode resource = metric.putObject("resource").put("name", "cpu");
      resource
          .putObject("target")
          .put("type", "Utilization")
          .put("averageUtilization", CPU_PERCENT);
    }
    Fill.in(spec, "behavior", AutoscalingDefaults::behavior);
  }

  private static void behavior(ObjectNode behavior) {
    ObjectNode up = Fill.object(behavior, "scaleUp");
    Fill.number(up, "stabilizationWindowSeconds", 0);
    Fill.text(up, "selectPolicy", "Max");
    if (Fill.isAbsent(up, "policies")) {
      ArrayNode policies = up.putArray("policies");
      policy(policies, "Pods", 4);
      policy(policies, "Percent", 100);
    }
    ObjectNode down = Fill.object(behavior, "scaleDown");
    Fill.text(down, "selectPolicy", "Max");
    if (Fill.isAbsent(down, "policies")) {
      policy(down.putArray("policies"), "Percent", 100);
    }
  }

  private static void policy(ArrayNode policies, String type, int value) {
    policies.addObject().put("type", type).put("value", value).put("periodSeconds", PERIOD_SECONDS);
  }
}

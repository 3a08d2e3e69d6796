package io.gantry.resource.kinds.core.podspec.warnings;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Notices;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Labels of nodes that have other names by now. */
public final class NodeLabelWarnings {
  private static final Map<String, String> OLD =
      Map.of(
          "beta.kubernetes.io/arch",
          "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
          "beta.kubernetes.io/os",
          "deprecated since v1.14; use \"kubernetes.io/os\" instead",
          "failure-domain.beta.kubernetes.io/region",
          "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
          "failure-domain.beta.kubernetes.io/zone",
          "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
          "beta.kubernetes.io/instance-type",
          "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
          "app.kubernetes.io/created-by",
          "deprecated since v1.9",
          "scheduler.alpha.kubernetes.io/preferAvoidPods",
          "deprecated since v1.22; use Taints and Tolerations instead",
          "node-role.kubernetes.io/master",
          "use \"node-role.kubernetes.io/control-plane\" instead");

  private NodeLabelWarnings() {}

  /** A label that stands where the path says. */
  public static void label(Notices out, FieldPath path, String key) {
    if (OLD.containsKey(key)) {
      out.add(path, OLD.get(key));
    }
  }

  /** A label that the path does not name. */
  public static void named(Notices out, FieldPath path, String key) {
    if (OLD.containsKey(key)) {
      out.add(path, key + " is " + OLD.get(key));
    }
  }

  /** The expressions of a term or of a selector. */
  public static void expressions(Notices out, FieldPath path, JsonNode selector) {
    int i = 0;
    for (JsonNode expression : Json.items(selector, "matchExpressions")) {
      named(
          out,
          path.child("matchExpressions").index(i++).child("key"),
          Json.text(expression, "key"));
    }
  }
}

package io.gantry.replication.daemonset;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether a daemon's pod should start on a node, and whether one that is there may stay: the node's
 * name, {@code nodeSelector}, required node affinity, taints. Room is the scheduler's question.
 */
record NodeFit(boolean shouldRun, boolean mayStay) {
  private static final NodeFit NO = new NodeFit(false, false);

  /**
   * @param pod the pod's spec with the daemons' own tolerations
   */
  static NodeFit of(ObjectNode pod, Node node) {
    String pinned = Json.text(pod, "nodeName");
    if ((!pinned.isEmpty() && !pinned.equals(node.name()))
        || !node.labels().entrySet().containsAll(Json.map(pod, "nodeSelector").entrySet())
        || !affine(pod, node)) {
      return NO;
    }
    List<Node.Taint> untolerated =
        node.taints().stream()
            .filter(taint -> !taint.effect().equals("PreferNoSchedule"))
            .filter(
                taint ->
                    Json.items(pod, "tolerations").stream()
                        .noneMatch(toleration -> Node.tolerates(toleration, taint)))
            .toList();
    boolean evicts = untolerated.stream().anyMatch(taint -> taint.effect().equals("NoExecute"));
    return new NodeFit(untolerated.isEmpty(), !evicts);
  }

  private static boolean affine(ObjectNode pod, Node node) {
    JsonNode required =
        Json.at(pod, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
    return required == null
        || Json.items(required, "nodeSelectorTerms").stream().anyMatch(t -> matches(t, node));
  }

  /** An empty term matches nothing. */
  private static boolean matches(JsonNode term, Node node) {
    List<JsonNode> expressions = Json.items(term, "matchExpressions");
    List<JsonNode> fields = Json.items(term, "matchFields");
    if (expressions.isEmpty() && fields.isEmpty()) {
      return false;
    }
    ObjectNode labels = Json.object();
    labels.putArray("matchExpressions").addAll(sorted(expressions));
    ObjectNode named = Json.object();
    named.putArray("matchExpressions").addAll(sorted(fields));
    return LabelSelector.of(labels).matches(node.labels())
        && LabelSelector.of(named).matches(Map.of("metadata.name", node.name()));
  }

  private static List<JsonNode> sorted(List<JsonNode> expressions) {
    return expressions.stream()
        .sorted(Comparator.comparing(expression -> Json.text(expression, "key")))
        .toList();
  }
}

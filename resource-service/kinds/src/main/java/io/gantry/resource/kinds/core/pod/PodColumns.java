package io.gantry.resource.kinds.core.pod;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The columns of a pod. STATUS is the first trouble that is to be seen, in the order in which a pod
 * comes up: phase, gates, init containers, containers, deletion.
 */
final class PodColumns implements Cells {
  @Override
  public List<Object> of(ObjectNode pod, Instant now) {
    PodSummary summary = PodSummary.of(pod);
    String restarts = Integer.toString(summary.restarts());
    if (summary.restarts() != 0 && summary.lastRestart() != null) {
      restarts += " (" + Ages.human(Duration.between(summary.lastRestart(), now)) + " ago)";
    }
    List<JsonNode> ips = Json.items(pod, "status", "podIPs");
    return List.of(
        Texts.name(pod),
        summary.ready() + "/" + summary.total(),
        summary.reason(),
        restarts,
        Ages.age(pod, now),
        ips.isEmpty() ? "<none>" : Texts.textOr("<none>", ips.getFirst(), "ip"),
        Texts.textOr("<none>", pod, "spec", "nodeName"),
        Texts.textOr("<none>", pod, "status", "nominatedNodeName"),
        readinessGates(pod));
  }

  private static String readinessGates(ObjectNode pod) {
    List<JsonNode> gates = Json.items(pod, "spec", "readinessGates");
    if (gates.isEmpty()) {
      return "<none>";
    }
    long passed =
        gates.stream()
            .filter(g -> Texts.condition(pod, Json.text(g, "conditionType"), "True"))
            .count();
    return passed + "/" + gates.size();
  }
}

package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Which nodes a pod accepts and prefers: {@code nodeSelector} and {@code affinity.nodeAffinity}.
 *
 * @param required alternatives; null when nothing is required, empty when nothing can match
 */
public record NodeChoice(
    LabelSelector selector, List<NodeTerm> required, List<Preferred> preferred) {
  public record Preferred(long weight, NodeTerm term) {}

  static NodeChoice of(JsonNode spec) {
    JsonNode affinity = Json.at(spec, "affinity", "nodeAffinity");
    JsonNode required = Json.at(affinity, "requiredDuringSchedulingIgnoredDuringExecution");
    List<Preferred> preferred = new ArrayList<>();
    for (JsonNode item : Json.items(affinity, "preferredDuringSchedulingIgnoredDuringExecution")) {
      preferred.add(
          new Preferred(Json.number(item, 0, "weight"), NodeTerm.of(Json.at(item, "preference"))));
    }
    return new NodeChoice(
        LabelSelector.exact(Json.at(spec, "nodeSelector")),
        required == null ? null : NodeTerm.list(Json.items(required, "nodeSelectorTerms")),
        preferred);
  }

  public boolean isEmpty() {
    return selector.isEmpty() && required == null;
  }

  public boolean accepts(NodeInfo node) {
    return selector.matches(node.labels())
        && (required == null || required.stream().anyMatch(term -> term.matches(node)));
  }
}

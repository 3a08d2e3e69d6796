package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One of several alternatives of a node selector. A term without any requirement matches no node.
 */
public record NodeTerm(LabelSelector labels, LabelSelector fields) {
  private static final String NAME = "metadata.name";

  static NodeTerm of(JsonNode term) {
    return new NodeTerm(
        LabelSelector.of(Json.object().set("matchExpressions", Json.at(term, "matchExpressions"))),
        LabelSelector.of(Json.object().set("matchExpressions", Json.at(term, "matchFields"))));
  }

  static List<NodeTerm> list(List<JsonNode> terms) {
    List<NodeTerm> all = new ArrayList<>();
    terms.forEach(term -> all.add(of(term)));
    return all;
  }

  public boolean matches(NodeInfo node) {
    if (labels.isEmpty() && fields.isEmpty()) {
      return false;
    }
    return labels.matches(node.labels()) && fields.matches(Map.of(NAME, node.name()));
  }

  /** The names a term allows by {@code metadata.name In}; null for "any". */
  public Set<String> names() {
    for (LabelSelector.Requirement requirement : fields.requirements()) {
      if (requirement.key().equals(NAME) && requirement.operator() == LabelSelector.Operator.IN) {
        return requirement.values();
      }
    }
    return null;
  }
}

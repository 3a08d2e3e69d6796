package io.gantry.resource.kinds.core.pod;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A pod that waits at a gate may be told more of where to go, but nothing else than before. */
final class GatedPodRules {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

  private GatedPodRules() {}

  static void validate(Findings out, JsonNode spec, JsonNode before) {
    Map<String, String> now = Json.map(spec, "nodeSelector");
    Map<String, String> then = Json.map(before, "nodeSelector");
    if (!now.entrySet().containsAll(then.entrySet())) {
      out.invalid(
          SPEC.child("nodeSelector"),
          GoText.stringMap(Json.at(spec, "nodeSelector")),
          "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
    }
    List<JsonNode> terms = terms(spec);
    List<JsonNode> old = terms(before);
    FieldPath at = SPEC.child("affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms");
    if (!old.isEmpty() && old.size() != terms.size()) {
      out.invalid(
          at,
          GoText.literal("[]core.NodeSelectorTerm{}"),
          "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
      return;
    }
    for (int i = 0; i < old.size(); i++) {
      if (!extended(terms.get(i), old.get(i))) {
        out.invalid(
            at.index(i),
            GoText.struct("core.NodeSelectorTerm", terms.get(i)),
            "only additions are allowed (no mutations or deletions)");
      }
    }
  }

  private static List<JsonNode> terms(JsonNode spec) {
    return Json.items(spec, "affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms");
  }

  /** An empty term selects nothing; anything added to it would make it select more. */
  private static boolean extended(JsonNode term, JsonNode old) {
    List<JsonNode> had = requirements(old);
    List<JsonNode> has = requirements(term);
    return had.isEmpty() ? has.isEmpty() : has.containsAll(had);
  }

  private static List<JsonNode> requirements(JsonNode term) {
    List<JsonNode> all = new ArrayList<>(Json.items(term, "matchExpressions"));
    all.addAll(Json.items(term, "matchFields"));
    return all;
  }
}

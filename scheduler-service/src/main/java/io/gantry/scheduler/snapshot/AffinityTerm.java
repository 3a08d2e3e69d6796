package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * "Near" or "far from" pods of a kind, where near is a value of a node label.
 *
 * @param namespaces where the other pods live, beside those the selector chooses
 * @param namespaceSelector matches nothing when none was given
 * @param weight 0 for a required term
 */
public record AffinityTerm(
    LabelSelector pods,
    Set<String> namespaces,
    LabelSelector namespaceSelector,
    String topologyKey,
    long weight) {

  static List<AffinityTerm> required(JsonNode affinity, String namespace, Map<String, String> own) {
    List<AffinityTerm> terms = new ArrayList<>();
    for (JsonNode term : Json.items(affinity, "requiredDuringSchedulingIgnoredDuringExecution")) {
      terms.add(of(term, namespace, own, 0));
    }
    return terms;
  }

  static List<AffinityTerm> preferred(
      JsonNode affinity, String namespace, Map<String, String> own) {
    List<AffinityTerm> terms = new ArrayList<>();
    for (JsonNode item : Json.items(affinity, "preferredDuringSchedulingIgnoredDuringExecution")) {
      terms.add(
          of(Json.at(item, "podAffinityTerm"), namespace, own, Json.number(item, 0, "weight")));
    }
    return terms;
  }

  private static AffinityTerm of(
      JsonNode term, String namespace, Map<String, String> own, long weight) {
    Set<String> namespaces = new TreeSet<>(Json.texts(term, "namespaces"));
    JsonNode selector = Json.at(term, "namespaceSelector");
    if (namespaces.isEmpty() && selector == null) {
      namespaces.add(namespace);
    }
    return new AffinityTerm(
        PodSelectors.withLabelKeys(term, own),
        namespaces,
        LabelSelector.ofOrNothing(selector),
        Json.text(term, "topologyKey"),
        weight);
  }

  /**
   * @param namespaceLabels labels of every namespace
   */
  public boolean matches(PodInfo pod, Map<String, Map<String, String>> namespaceLabels) {
    return (namespaces.contains(pod.namespace())
            || namespaceSelector.matches(namespaceLabels.getOrDefault(pod.namespace(), Map.of())))
        && pods.matches(pod.labels());
  }
}

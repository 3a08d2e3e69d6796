package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A pod's wishes about its neighbours. */
public record PodAffinity(
    List<AffinityTerm> required,
    List<AffinityTerm> requiredAnti,
    List<AffinityTerm> preferred,
    List<AffinityTerm> preferredAnti) {
  private static final PodAffinity NONE =
      new PodAffinity(List.of(), List.of(), List.of(), List.of());

  static PodAffinity of(JsonNode spec, String namespace, Map<String, String> labels) {
    JsonNode with = Json.at(spec, "affinity", "podAffinity");
    JsonNode against = Json.at(spec, "affinity", "podAntiAffinity");
    if (with == null && against == null) {
      return NONE;
    }
    return new PodAffinity(
        AffinityTerm.required(with, namespace, labels),
        AffinityTerm.required(against, namespace, labels),
        AffinityTerm.preferred(with, namespace, labels),
        AffinityTerm.preferred(against, namespace, labels));
  }

  public boolean isEmpty() {
    return required.isEmpty()
        && requiredAnti.isEmpty()
        && preferred.isEmpty()
        && preferredAnti.isEmpty();
  }
}

package io.gantry.scheduler.preemption;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ResourceObject;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A PodDisruptionBudget.
 *
 * @param allowed how many more pods may be disrupted
 * @param counted names of pods whose disruption is counted already
 */
public record Budget(String namespace, LabelSelector pods, int allowed, Set<String> counted) {
  public static Budget of(ResourceObject object) {
    ObjectNode tree = object.tree();
    JsonNode counted = Json.at(tree, "status", "disruptedPods");
    return new Budget(
        object.namespace(),
        LabelSelector.ofOrNothing(Json.at(tree, "spec", "selector")),
        Json.integer(tree, 0, "status", "disruptionsAllowed"),
        counted == null ? Set.of() : new TreeSet<>(counted.propertyNames()));
  }

  boolean covers(PodInfo pod) {
    return pod.namespace().equals(namespace)
        && !pod.labels().isEmpty()
        && !pods.isEmpty()
        && pods.matches(pod.labels())
        && !counted.contains(pod.name());
  }
}

package io.gantry.replication.daemonset;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What decides whether a daemon belongs on a node. */
public record Node(String name, Map<String, String> labels, List<Taint> taints) {
  /** One of {@code spec.taints}. */
  public record Taint(String key, String value, String effect) {}

  public static Node of(ResourceObject object) {
    List<Taint> taints =
        Json.items(object.tree(), "spec", "taints").stream()
            .map(
                taint ->
                    new Taint(
                        Json.text(taint, "key"),
                        Json.text(taint, "value"),
                        Json.text(taint, "effect")))
            .toList();
    return new Node(object.name(), object.labels(), taints);
  }

  /** Whether a toleration of a pod's spec covers the taint. */
  static boolean tolerates(JsonNode toleration, Taint taint) {
    String key = Json.text(toleration, "key");
    String effect = Json.text(toleration, "effect");
    boolean exists = Json.text(toleration, "operator").equals("Exists");
    return (effect.isEmpty() || effect.equals(taint.effect()))
        && (key.isEmpty() ? exists : key.equals(taint.key()))
        && (exists || Json.text(toleration, "value").equals(taint.value()));
  }
}

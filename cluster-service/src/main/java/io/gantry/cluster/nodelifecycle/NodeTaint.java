package io.gantry.cluster.nodelifecycle;

import io.gantry.apimodel.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A taint of a node.
 *
 * @param timeAdded as written; empty for none
 */
public record NodeTaint(String key, String value, String effect, String timeAdded) {
  public static final String NO_SCHEDULE = "NoSchedule";
  public static final String NO_EXECUTE = "NoExecute";
  public static final String NOT_READY = "node.kubernetes.io/not-ready";
  public static final String UNREACHABLE = "node.kubernetes.io/unreachable";

  static NodeTaint of(JsonNode json) {
    return new NodeTaint(
        Json.text(json, "key"),
        Json.text(json, "value"),
        Json.text(json, "effect"),
        Json.text(json, "timeAdded"));
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("effect", effect).put("key", key);
    if (!timeAdded.isEmpty()) {
      json.put("timeAdded", timeAdded);
    }
    if (!value.isEmpty()) {
      json.put("value", value);
    }
    return json;
  }

  /** Two taints of one key and effect are the same taint. */
  boolean same(NodeTaint other) {
    return key.equals(other.key) && effect.equals(other.effect);
  }
}

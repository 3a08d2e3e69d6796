package io.gantry.resource.relay;

import io.gantry.apimodel.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far the topics go: all commits up to a revision of an epoch are in them. Written in the
 * transaction that brought them there.
 */
public record RelayPosition(long revision, String epoch) {
  /** Nothing has ever been relayed, or nobody knows. */
  static final RelayPosition NONE = new RelayPosition(0, "");

  byte[] toJson() {
    return Json.bytes(Json.object().put("revision", revision).put("epoch", epoch));
  }

  static RelayPosition of(byte[] json) {
    ObjectNode tree = Json.parseObject(json);
    return new RelayPosition(Json.number(tree, 0, "revision"), Json.text(tree, "epoch"));
  }
}

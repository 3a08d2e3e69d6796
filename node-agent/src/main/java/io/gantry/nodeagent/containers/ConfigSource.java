package io.gantry.nodeagent.containers;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Looks up what pods refer to. Empty when there is no such object. */
public interface ConfigSource {
  Optional<ObjectNode> configMap(String namespace, String name);

  Optional<ObjectNode> secret(String namespace, String name);
}

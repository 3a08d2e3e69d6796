package io.gantry.nodeagent.pod;

import io.gantry.apimodel.Quantity;
import java.util.Map;

/**
 * What pods may know of their node.
 *
 * @param allocatable by resource name: the default of a container's missing limits
 */
public record NodeView(String name, String ip, Map<String, Quantity> allocatable) {
  public long memoryBytes() {
    Quantity memory = allocatable.get("memory");
    return memory == null ? 0 : memory.units();
  }
}

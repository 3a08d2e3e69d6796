package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.PodResources;
import io.gantry.apimodel.Quantity;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What a pod asks of its node.
 *
 * @param exact what is counted against the node's allocatable
 * @param forScore the same with a usual minimum for containers that ask for nothing, so that pods
 *     without requests spread as well
 */
public record PodRequests(Resources exact, Resources forScore) {
  private static final Map<String, Quantity> USUAL =
      Map.of("cpu", Quantity.millis(100), "memory", Quantity.bytes(200L * 1024 * 1024));

  static PodRequests of(JsonNode spec) {
    return new PodRequests(
        Resources.of(PodResources.total(spec, "requests")),
        Resources.of(PodResources.requests(spec, USUAL)));
  }
}

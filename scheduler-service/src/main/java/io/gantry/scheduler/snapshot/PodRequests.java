package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.Json;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * What a pod asks of its node: the sum of its containers and sidecars, or the hungriest moment of
 * its start if that is more (an init container runs beside the sidecars started before it), plus
 * the overhead of its runtime class (KEP-753, KEP-688).
 *
 * @param exact what is counted against the node's allocatable
 * @param forScore the same with a usual minimum for containers that ask for nothing, so that pods
 *     without requests spread as well
 */
public record PodRequests(Resources exact, Resources forScore) {
  private static final long USUAL_MILLI_CPU = 100;
  private static final long USUAL_MEMORY = 200L * 1024 * 1024;

  static PodRequests of(JsonNode spec) {
    return new PodRequests(
        total(spec, Resources::of), total(spec, requests -> withMinimum(requests)));
  }

  private static Resources total(JsonNode spec, Function<JsonNode, Resources> read) {
    Resources running = Resources.NONE;
    for (JsonNode container : Json.items(spec, "containers")) {
      running = running.plus(read.apply(Json.at(container, "resources", "requests")));
    }
    Resources sidecars = Resources.NONE;
    Resources starting = Resources.NONE;
    for (JsonNode container : Json.items(spec, "initContainers")) {
      Resources own = read.apply(Json.at(container, "resources", "requests"));
      if (Json.text(container, "restartPolicy").equals("Always")) {
        sidecars = sidecars.plus(own);
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(own));
      }
    }
    return running.plus(sidecars).max(starting).plus(Resources.of(Json.at(spec, "overhead")));
  }

  private static Resources withMinimum(JsonNode requests) {
    Resources own = Resources.of(requests);
    return new Resources(
        Json.has(requests, "cpu") ? own.milliCpu() : USUAL_MILLI_CPU,
        Json.has(requests, "memory") ? own.memory() : USUAL_MEMORY,
        own.ephemeralStorage(),
        own.extended());
  }
}

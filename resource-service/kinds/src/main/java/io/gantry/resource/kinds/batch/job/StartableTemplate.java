package io.gantry.resource.kinds.batch.job;

import io.gantry.apimodel.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may be changed of the template of a job that has not started: where its pods are to go, and
 * how they are labelled.
 */
final class StartableTemplate {
  private static final List<String> DIRECTIVES =
      List.of("nodeSelector", "tolerations", "schedulingGates");

  private StartableTemplate() {}

  /** The old template with the new one's values of everything that may be changed. */
  static ObjectNode of(JsonNode old, JsonNode now) {
    ObjectNode template = old.deepCopy().asObject();
    ObjectNode metadata = Json.ensureObject(template, "metadata");
    for (String field : List.of("labels", "annotations")) {
      take(metadata, Json.at(now, "metadata"), field);
    }
    ObjectNode spec = Json.ensureObject(template, "spec");
    for (String field : DIRECTIVES) {
      take(spec, Json.at(now, "spec"), field);
    }
    ObjectNode affinity = Json.ensureObject(spec, "affinity");
    take(affinity, Json.at(now, "spec", "affinity"), "nodeAffinity");
    if (affinity.isEmpty() && !Json.has(now, "spec", "affinity")) {
      spec.remove("affinity");
    }
    return template;
  }

  private static void take(ObjectNode into, JsonNode from, String field) {
    JsonNode value = from == null ? null : from.get(field);
    if (value == null) {
      into.remove(field);
    } else {
      into.set(field, value.deepCopy());
    }
  }
}

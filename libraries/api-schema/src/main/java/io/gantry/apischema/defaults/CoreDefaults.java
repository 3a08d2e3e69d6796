package io.gantry.apischema.defaults;

import io.gantry.apimodel.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The core group, without pods, volumes and services. */
final class CoreDefaults {
  private CoreDefaults() {}

  static void replicationController(ObjectNode controller) {
    ObjectNode spec = Json.ensureObject(controller, "spec");
    Map<String, String> labels = Json.map(spec, "template", "metadata", "labels");
    if (!labels.isEmpty()) {
      if (Fill.isEmpty(spec, "selector")) {
        spec.set("selector", Json.stringMap(labels));
      }
      ObjectNode metadata = Json.ensureObject(controller, "metadata");
      if (Fill.isEmpty(metadata, "labels")) {
        metadata.set("labels", Json.stringMap(labels));
      }
    }
    Fill.number(spec, "replicas", 1);
    PodDefaults.template(spec);
  }

  /** What was sent as text is kept as bytes and never read back. */
  static void secret(ObjectNode secret) {
    Fill.text(secret, "type", "Opaque");
    if (secret.remove("stringData") instanceof ObjectNode texts && !texts.isEmpty()) {
      ObjectNode data = Json.ensureObject(secret, "data");
      for (Map.Entry<String, JsonNode> text : texts.properties()) {
        byte[] bytes = text.getValue().asString().getBytes(StandardCharsets.UTF_8);
        data.put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
      }
    }
  }

  static void namespace(ObjectNode namespace) {
    Fill.text(Json.ensureObject(namespace, "status"), "phase", "Active");
    String name = Json.text(namespace, "metadata", "name");
    if (!name.isEmpty()) {
      Json.ensureObject(namespace, "metadata", "labels").put("kubernetes.io/metadata.name", name);
    }
  }

  static void node(ObjectNode node) {
    ObjectNode status = Json.ensureObject(node, "status");
    Resources.round(status, "capacity");
    Resources.round(status, "allocatable");
    if (Fill.isEmpty(status, "allocatable") && status.get("capacity") instanceof ObjectNode c) {
      status.set("allocatable", c.deepCopy());
    }
  }

  static void endpoints(ObjectNode endpoints) {
    Fill.each(
        endpoints,
        "subsets",
        subset -> Fill.each(subset, "ports", port -> Fill.text(port, "protocol", "TCP")));
  }

  static void limitRange(ObjectNode range) {
    Fill.each(Json.ensureObject(range, "spec"), "limits", CoreDefaults::limit);
  }

  /** A container's default comes from its maximum, its request from that or from its minimum. */
  private static void limit(ObjectNode item) {
    for (String field : new String[] {"max", "min", "default", "defaultRequest"}) {
      Resources.round(item, field);
    }
    if (Json.text(item, "type").equals("Container")) {
      fillFrom(item, "default", "max");
      fillFrom(item, "defaultRequest", "default");
      fillFrom(item, "defaultRequest", "min");
    }
  }

  private static void fillFrom(ObjectNode item, String field, String source) {
    if (item.get(source) instanceof ObjectNode amounts && !amounts.isEmpty()) {
      ObjectNode filled = Json.ensureObject(item, field);
      for (Map.Entry<String, JsonNode> amount : amounts.properties()) {
        if (!filled.has(amount.getKey())) {
          filled.set(amount.getKey(), amount.getValue());
        }
      }
    }
  }

  static void resourceQuota(ObjectNode quota) {
    Resources.round(Json.ensureObject(quota, "spec"), "hard");
    Resources.round(Json.ensureObject(quota, "status"), "hard");
    Resources.round(Json.ensureObject(quota, "status"), "used");
  }
}

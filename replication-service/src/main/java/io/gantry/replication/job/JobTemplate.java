package io.gantry.replication.job;

import io.gantry.apimodel.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The pods of a Job, as they are made. */
final class JobTemplate {
  private JobTemplate() {}

  /** With the finalizer that keeps a pod until it has been counted. */
  static ObjectNode of(Job job) {
    ObjectNode template = job.template();
    Json.ensureArray(Json.ensureObject(template, "metadata"), "finalizers").add(Job.TRACKING);
    return template;
  }

  /** The pod that does the work of one index, which it finds in its environment. */
  static ObjectNode indexed(Job job, ObjectNode template, int index) {
    ObjectNode pod = template.deepCopy();
    String text = Integer.toString(index);
    Json.ensureObject(pod, "metadata", "annotations").put(Job.INDEX, text);
    Json.ensureObject(pod, "metadata", "labels").put(Job.INDEX, text);
    ObjectNode spec = Json.ensureObject(pod, "spec");
    spec.put("hostname", job.name() + "-" + index);
    for (String field : List.of("initContainers", "containers")) {
      for (JsonNode container : Json.items(spec, field)) {
        addIndex((ObjectNode) container);
      }
    }
    return pod;
  }

  private static void addIndex(ObjectNode container) {
    ArrayNode env = Json.ensureArray(container, "env");
    for (JsonNode known : env) {
      if (Json.text(known, "name").equals("JOB_COMPLETION_INDEX")) {
        return;
      }
    }
    ObjectNode variable = env.addObject().put("name", "JOB_COMPLETION_INDEX");
    variable
        .putObject("valueFrom")
        .putObject("fieldRef")
        .put("fieldPath", "metadata.labels['" + Job.INDEX + "']");
  }
}

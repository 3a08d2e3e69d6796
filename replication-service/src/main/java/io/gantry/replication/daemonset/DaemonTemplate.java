package io.gantry.replication.daemonset;

import io.gantry.apimodel.Json;
import io.gantry.replication.revision.Revision;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The pod template of a DaemonSet, as its pods get it. */
final class DaemonTemplate {
  private static final String TEMPLATE_GENERATION_LABEL = "pod-template-generation";

  private DaemonTemplate() {}

  /**
   * With the labels that tell its revision, and tolerations for the troubles of nodes that daemons
   * are there to outlive.
   */
  static ObjectNode of(DaemonSet set, String hash) {
    ObjectNode template = set.template();
    ObjectNode labels = Json.ensureObject(template, "metadata", "labels");
    if (!set.templateGeneration().isEmpty()) {
      labels.put(TEMPLATE_GENERATION_LABEL, set.templateGeneration());
    }
    labels.put(Revision.HASH_LABEL, hash);
    ObjectNode spec = Json.ensureObject(template, "spec");
    tolerate(spec, "node.kubernetes.io/not-ready", "NoExecute");
    tolerate(spec, "node.kubernetes.io/unreachable", "NoExecute");
    tolerate(spec, "node.kubernetes.io/disk-pressure", "NoSchedule");
    tolerate(spec, "node.kubernetes.io/memory-pressure", "NoSchedule");
    tolerate(spec, "node.kubernetes.io/pid-pressure", "NoSchedule");
    tolerate(spec, "node.kubernetes.io/unschedulable", "NoSchedule");
    if (Json.bool(spec, false, "hostNetwork")) {
      tolerate(spec, "node.kubernetes.io/network-unavailable", "NoSchedule");
    }
    return template;
  }

  private static void tolerate(ObjectNode spec, String key, String effect) {
    ArrayNode tolerations = Json.ensureArray(spec, "tolerations");
    ObjectNode wanted = Json.object();
    wanted.put("key", key).put("operator", "Exists").put("effect", effect);
    for (JsonNode known : tolerations) {
      if (known.equals(wanted)) {
        return;
      }
    }
    tolerations.add(wanted);
  }

  /** Ties the pod to a node by its name, which the scheduler then only confirms. */
  static ObjectNode onNode(ObjectNode template, String node) {
    ObjectNode tied = template.deepCopy();
    ObjectNode required =
        Json.ensureObject(
            tied,
            "spec",
            "affinity",
            "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution");
    ArrayNode terms = Json.ensureArray(required, "nodeSelectorTerms");
    if (terms.isEmpty()) {
      terms.addObject();
    }
    for (JsonNode term : terms) {
      ObjectNode field = ((ObjectNode) term).putArray("matchFields").addObject();
      field.put("key", "metadata.name").put("operator", "In").putArray("values").add(node);
    }
    return tied;
  }

  /** Whether the pod is of the newest template. */
  static boolean isNew(Map<String, String> labels, DaemonSet set, String hash) {
    boolean byGeneration =
        !set.templateGeneration().isEmpty()
            && set.templateGeneration().equals(labels.get(TEMPLATE_GENERATION_LABEL));
    return byGeneration || hash.equals(labels.get(Revision.HASH_LABEL));
  }
}

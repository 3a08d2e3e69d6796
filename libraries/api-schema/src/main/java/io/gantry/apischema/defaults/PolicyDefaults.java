package io.gantry.apischema.defaults;

import io.gantry.apimodel.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Network, access, storage and scheduling: the groups with a default or two each. */
final class PolicyDefaults {
  private static final String RBAC = "rbac.authorization.k8s.io";

  private PolicyDefaults() {}

  static void networkPolicy(ObjectNode policy) {
    ObjectNode spec = Json.ensureObject(policy, "spec");
    for (String direction : List.of("ingress", "egress")) {
      Fill.each(
          spec,
          direction,
          rule -> Fill.each(rule, "ports", port -> Fill.text(port, "protocol", "TCP")));
    }
    if (Fill.isEmpty(spec, "policyTypes")) {
      ArrayNode types = spec.putArray("policyTypes").add("Ingress");
      if (!Fill.isEmpty(spec, "egress")) {
        types.add("Egress");
      }
    }
  }

  static void ingressClass(ObjectNode ingressClass) {
    Fill.in(
        Json.ensureObject(ingressClass, "spec"),
        "parameters",
        parameters -> Fill.text(parameters, "scope", "Cluster"));
  }

  static void roleBinding(ObjectNode binding) {
    Fill.textNeverOmitted(Json.ensureObject(binding, "roleRef"), "apiGroup", RBAC);
    Fill.each(
        binding,
        "subjects",
        subject -> {
          String kind = Json.text(subject, "kind");
          if (kind.equals("User") || kind.equals("Group")) {
            Fill.text(subject, "apiGroup", RBAC);
          }
        });
  }

  static void storageClass(ObjectNode storageClass) {
    Fill.text(storageClass, "reclaimPolicy", "Delete");
    Fill.text(storageClass, "volumeBindingMode", "Immediate");
  }

  static void csiDriver(ObjectNode driver) {
    ObjectNode spec = Json.ensureObject(driver, "spec");
    Fill.bool(spec, "attachRequired", true);
    Fill.bool(spec, "podInfoOnMount", false);
    Fill.bool(spec, "storageCapacity", false);
    Fill.text(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
    if (Fill.isEmpty(spec, "volumeLifecycleModes")) {
      spec.putArray("volumeLifecycleModes").add("Persistent");
    }
    Fill.bool(spec, "requiresRepublish", false);
    Fill.bool(spec, "seLinuxMount", false);
  }

  static void priorityClass(ObjectNode priorityClass) {
    Fill.text(priorityClass, "preemptionPolicy", "PreemptLowerPriority");
  }

  static void runtimeClass(ObjectNode runtimeClass) {
    Fill.in(runtimeClass, "overhead", overhead -> Resources.round(overhead, "podFixed"));
  }

  static void endpointSlice(ObjectNode slice) {
    Fill.each(
        slice,
        "ports",
        port -> {
          if (Fill.isAbsent(port, "name")) {
            port.put("name", "");
          }
          Fill.text(port, "protocol", "TCP");
        });
  }

  static void tokenRequest(ObjectNode request) {
    Fill.number(Json.ensureObject(request, "spec"), "expirationSeconds", 3600);
  }
}

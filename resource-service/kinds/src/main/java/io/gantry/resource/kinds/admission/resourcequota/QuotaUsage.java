package io.gantry.resource.kinds.admission.resourcequota;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import io.gantry.resource.machinery.AdmissionPlugin.Attributes;
import io.gantry.resource.machinery.AdmissionPlugin.Operation;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a write adds to what a namespace uses, by the names that quotas have for it. Pods are
 * counted when they are made, services and claims also when they change.
 */
final class QuotaUsage {
  /** Core resources that quotas also name without {@code count/}. */
  private static final Set<String> PLAIN =
      Set.of(
          "configmaps",
          "secrets",
          "replicationcontrollers",
          "resourcequotas",
          "services",
          "persistentvolumeclaims");

  private static final String STORAGE_CLASS = ".storageclass.storage.k8s.io/";

  private QuotaUsage() {}

  /** What is used more than before; empty for writes that quotas do not look at. */
  static Map<String, Quantity> added(Attributes attributes) {
    GroupResource resource = attributes.context().definition().groupResource();
    boolean changes =
        resource.group().isEmpty()
            && Set.of("services", "persistentvolumeclaims").contains(resource.resource());
    if (attributes.operation() == Operation.CREATE) {
      return of(resource, attributes.object());
    }
    if (attributes.operation() != Operation.UPDATE || !changes) {
      return Map.of();
    }
    Map<String, Quantity> more = new TreeMap<>();
    Map<String, Quantity> before = of(resource, attributes.old());
    of(resource, attributes.object())
        .forEach(
            (name, amount) -> {
              Quantity delta = amount.minus(before.getOrDefault(name, Quantity.ZERO));
              if (delta.signum() > 0) {
                more.put(name, delta);
              }
            });
    return more;
  }

  private static Map<String, Quantity> of(GroupResource resource, ObjectNode object) {
    if (!resource.group().isEmpty()) {
      return Map.of("count/" + resource.resource() + "." + resource.group(), Quantity.of(1));
    }
    if (resource.resource().equals("pods")) {
      return PodQuotaUsage.of(object);
    }
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put("count/" + resource.resource(), Quantity.of(1));
    if (PLAIN.contains(resource.resource())) {
      usage.put(resource.resource(), Quantity.of(1));
    }
    switch (resource.resource()) {
      case "services" -> service(usage, object);
      case "persistentvolumeclaims" -> claim(usage, object);
      default -> {}
    }
    return usage;
  }

  private static void service(Map<String, Quantity> usage, ObjectNode service) {
    String type = Json.text(service, "spec", "type");
    boolean balanced = type.equals("LoadBalancer");
    boolean allocates = Json.bool(service, true, "spec", "allocateLoadBalancerNodePorts");
    long ports =
        Json.items(service, "spec", "ports").stream()
            .filter(port -> !balanced || allocates || Json.has(port, "nodePort"))
            .count();
    usage.put("services.nodeports", Quantity.of(balanced || type.equals("NodePort") ? ports : 0));
    usage.put("services.loadbalancers", Quantity.of(balanced ? 1 : 0));
  }

  private static void claim(Map<String, Quantity> usage, ObjectNode claim) {
    String storageClass = Json.text(claim, "spec", "storageClassName");
    if (!storageClass.isEmpty()) {
      usage.put(storageClass + STORAGE_CLASS + "persistentvolumeclaims", Quantity.of(1));
    }
    JsonNode storage = Json.at(claim, "spec", "resources", "requests", "storage");
    if (storage != null) {
      usage.put("requests.storage", QuantityRules.of(storage));
      if (!storageClass.isEmpty()) {
        usage.put(storageClass + STORAGE_CLASS + "requests.storage", QuantityRules.of(storage));
      }
    }
  }
}

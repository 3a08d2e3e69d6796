package io.gantry.apischema.defaults;

import io.gantry.apimodel.Json;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Services; addresses and address families are the strategy's, which allocates them. */
final class ServiceDefaults {
  /** Three hours. */
  private static final int AFFINITY_SECONDS = 10_800;

  private ServiceDefaults() {}

  static void service(ObjectNode service) {
    ObjectNode spec = Json.ensureObject(service, "spec");
    Fill.text(spec, "sessionAffinity", "None");
    affinity(spec);
    Fill.text(spec, "type", "ClusterIP");
    Fill.each(spec, "ports", ServiceDefaults::port);
    String type = Json.text(spec, "type");
    boolean clusterIp = type.equals("ClusterIP");
    boolean outside = Set.of("NodePort", "LoadBalancer").contains(type);
    if (outside || clusterIp && !Fill.isEmpty(spec, "externalIPs")) {
      Fill.text(spec, "externalTrafficPolicy", "Cluster");
    }
    if (outside || clusterIp) {
      Fill.text(spec, "internalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer")) {
      Fill.bool(spec, "allocateLoadBalancerNodePorts", true);
      Fill.in(
          service,
          "status",
          status -> Fill.in(status, "loadBalancer", ServiceDefaults::ingressMode));
    }
  }

  private static void affinity(ObjectNode spec) {
    switch (Json.text(spec, "sessionAffinity")) {
      case "None" -> spec.remove("sessionAffinityConfig");
      case "ClientIP" ->
          Fill.number(
              Json.ensureObject(spec, "sessionAffinityConfig", "clientIP"),
              "timeoutSeconds",
              AFFINITY_SECONDS);
      default -> {}
    }
  }

  private static void port(ObjectNode port) {
    Fill.text(port, "protocol", "TCP");
    JsonNode target = port.get("targetPort");
    boolean unset =
        target == null
            || target.isString() && target.stringValue().isEmpty()
            || target.isNumber() && target.intValue() == 0;
    if (unset) {
      port.put("targetPort", Json.integer(port, 0, "port"));
    }
  }

  private static void ingressMode(ObjectNode balancer) {
    Fill.each(
        balancer,
        "ingress",
        ingress -> {
          if (!Json.text(ingress, "ip").isEmpty()) {
            Fill.text(ingress, "ipMode", "VIP");
          }
        });
  }
}

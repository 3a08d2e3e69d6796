package io.gantry.serviceproxy;

import io.gantry.apimodel.Json;
import io.gantry.serviceproxy.ProxyPlan.Backends;
import io.gantry.serviceproxy.ProxyPlan.Endpoint;
import io.gantry.serviceproxy.ProxyPlan.Frontend;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** From Services and their EndpointSlices to the plan of one node. IPv4, TCP and UDP. */
final class ProxyPlanner {
  private static final int DEFAULT_AFFINITY_SECONDS = 10_800;

  private final String nodeName;

  ProxyPlanner(String nodeName) {
    this.nodeName = nodeName;
  }

  /**
   * @param slices by {@code namespace/name} of their Service
   */
  ProxyPlan plan(List<JsonNode> services, Map<String, List<JsonNode>> slices) {
    Map<Frontend, Backends> addresses = new TreeMap<>();
    Map<Frontend, Backends> nodePorts = new TreeMap<>();
    for (JsonNode service : services) {
      String key =
          Json.text(service, "metadata", "namespace")
              + "/"
              + Json.text(service, "metadata", "name");
      for (JsonNode port : Json.items(service, "spec", "ports")) {
        add(service, port, slices.getOrDefault(key, List.of()), addresses, nodePorts);
      }
    }
    return new ProxyPlan(addresses, nodePorts);
  }

  private void add(
      JsonNode service,
      JsonNode port,
      List<JsonNode> slices,
      Map<Frontend, Backends> addresses,
      Map<Frontend, Backends> nodePorts) {
    String clusterIp = Json.text(service, "spec", "clusterIP");
    String protocol = Json.text(port, "protocol").toLowerCase(Locale.ROOT);
    boolean known = protocol.equals("tcp") || protocol.equals("udp");
    if (clusterIp.isEmpty() || clusterIp.equals("None") || clusterIp.contains(":") || !known) {
      return;
    }
    boolean inside = Json.text(service, "spec", "internalTrafficPolicy").equals("Local");
    boolean outside = Json.text(service, "spec", "externalTrafficPolicy").equals("Local");
    int number = Json.integer(port, 0, "port");
    Backends internal = backends(service, port, slices, inside);
    Backends external = backends(service, port, slices, outside);
    addresses.put(new Frontend(clusterIp, protocol, number), internal);
    List<String> further = new ArrayList<>(Json.texts(service, "spec", "externalIPs"));
    for (JsonNode ingress : Json.items(service, "status", "loadBalancer", "ingress")) {
      further.add(Json.text(ingress, "ip"));
    }
    for (String address : further) {
      if (!address.isEmpty() && !address.contains(":")) {
        addresses.put(new Frontend(address, protocol, number), external);
      }
    }
    int nodePort = Json.integer(port, 0, "nodePort");
    if (nodePort > 0) {
      nodePorts.put(new Frontend("", protocol, nodePort), external);
    }
  }

  /** Ready endpoints; when none is ready, those that end but still serve. */
  private Backends backends(JsonNode service, JsonNode port, List<JsonNode> slices, boolean local) {
    SortedSet<Endpoint> ready = new TreeSet<>();
    SortedSet<Endpoint> serving = new TreeSet<>();
    for (JsonNode slice : slices) {
      int target = targetPort(slice, port);
      if (target == 0 || !Json.text(slice, "addressType").equals("IPv4")) {
        continue;
      }
      for (JsonNode endpoint : Json.items(slice, "endpoints")) {
        if (local && !Json.text(endpoint, "nodeName").equals(nodeName)) {
          continue;
        }
        boolean isReady = Json.bool(endpoint, true, "conditions", "ready");
        boolean isServing = Json.bool(endpoint, isReady, "conditions", "serving");
        for (String address : Json.texts(endpoint, "addresses")) {
          (isReady ? ready : serving).add(new Endpoint(address, target));
          if (!isReady && !isServing) {
            serving.remove(new Endpoint(address, target));
          }
        }
      }
    }
    boolean affine = Json.text(service, "spec", "sessionAffinity").equals("ClientIP");
    int seconds =
        affine
            ? Json.integer(
                service,
                DEFAULT_AFFINITY_SECONDS,
                "spec",
                "sessionAffinityConfig",
                "clientIP",
                "timeoutSeconds")
            : 0;
    return new Backends(List.copyOf(ready.isEmpty() ? serving : ready), seconds, local);
  }

  /** Slices name their ports as the Service does; 0 when this slice does not serve the port. */
  private static int targetPort(JsonNode slice, JsonNode port) {
    for (JsonNode candidate : Json.items(slice, "ports")) {
      if (Json.text(candidate, "name").equals(Json.text(port, "name"))
          && Json.text(candidate, "protocol").equals(Json.text(port, "protocol"))) {
        return Json.integer(candidate, 0, "port");
      }
    }
    return 0;
  }
}

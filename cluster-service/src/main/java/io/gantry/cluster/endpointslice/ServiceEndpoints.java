package io.gantry.cluster.endpointslice;

import io.gantry.apimodel.Json;
import io.gantry.cluster.endpoints.BackendPod;
import io.gantry.cluster.endpoints.ServiceView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The endpoints of a Service's pods, grouped by the ports they have. Pure. */
final class ServiceEndpoints {
  private ServiceEndpoints() {}

  /**
   * @param zoneOf a node's zone, empty for none
   */
  static List<SlicePlanner.Group> of(
      ServiceView service, Collection<BackendPod> pods, Function<String, String> zoneOf) {
    List<BackendPod> sorted = new ArrayList<>(pods);
    sorted.sort(Comparator.comparing(pod -> pod.object().name()));
    Map<String, SlicePlanner.Group> groups = new LinkedHashMap<>();
    for (String family : service.families()) {
      for (BackendPod pod : sorted) {
        String ip = pod.ip(family.equals("IPv6"));
        if (ip.isEmpty() || pod.health().ended()) {
          continue;
        }
        ArrayNode ports = ports(service, pod);
        groups
            .computeIfAbsent(
                family + ports, key -> new SlicePlanner.Group(family, ports, new LinkedHashMap<>()))
            .endpoints()
            .put(pod.object().uid(), endpoint(service, pod, ip, zoneOf.apply(pod.nodeName())));
      }
    }
    return List.copyOf(groups.values());
  }

  private static ArrayNode ports(ServiceView service, BackendPod pod) {
    ArrayNode ports = Json.array();
    for (ServiceView.Port port : service.ports()) {
      int number = pod.port(port);
      if (number == 0) {
        continue;
      }
      ObjectNode json = ports.addObject();
      if (!port.appProtocol().isEmpty()) {
        json.put("appProtocol", port.appProtocol());
      }
      json.put("name", port.name()).put("port", number).put("protocol", port.protocol());
    }
    return ports;
  }

  private static ObjectNode endpoint(ServiceView service, BackendPod pod, String ip, String zone) {
    ObjectNode json = Json.object();
    json.putArray("addresses").add(ip);
    BackendPod.Health health = pod.health();
    json.putObject("conditions")
        .put("ready", service.publishNotReady() || (health.ready() && !health.terminating()))
        .put("serving", health.ready())
        .put("terminating", health.terminating());
    if (!pod.hostname().isEmpty() && pod.subdomain().equals(service.name())) {
      json.put("hostname", pod.hostname());
    }
    if (!pod.nodeName().isEmpty()) {
      json.put("nodeName", pod.nodeName());
    }
    json.set("targetRef", pod.reference());
    if (!zone.isEmpty()) {
      json.put("zone", zone);
    }
    return json;
  }
}

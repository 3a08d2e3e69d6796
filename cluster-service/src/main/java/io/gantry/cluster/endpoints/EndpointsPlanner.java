package io.gantry.cluster.endpoints;

import io.gantry.apimodel.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The subsets of an Endpoints object: addresses with the same ports stand together, sorted, so that
 * the same pods always give the same object. Pure.
 */
final class EndpointsPlanner {
  /** More than this many addresses are cut off. */
  static final int MOST = 1000;

  private record Address(BackendPod pod, String ip, boolean ready) {}

  private record PortKey(List<String> ports) implements Comparable<PortKey> {
    @Override
    public int compareTo(PortKey other) {
      return ports.toString().compareTo(other.ports.toString());
    }
  }

  /**
   * @param truncated whether there were more addresses than fit
   */
  record Result(ArrayNode subsets, boolean truncated) {}

  private EndpointsPlanner() {}

  static Result plan(ServiceView service, Collection<BackendPod> pods) {
    boolean v6 = service.families().getFirst().equals("IPv6");
    List<Address> addresses = new ArrayList<>();
    for (BackendPod pod : pods) {
      BackendPod.Health health = pod.health();
      String ip = pod.ip(v6);
      if (ip.isEmpty() || health.ended() || (health.terminating() && !service.publishNotReady())) {
        continue;
      }
      addresses.add(new Address(pod, ip, service.publishNotReady() || health.ready()));
    }
    addresses.sort(
        Comparator.comparing(Address::ip).thenComparing(address -> address.pod.object().uid()));
    boolean truncated = addresses.size() > MOST;
    if (truncated) {
      // ready ones are kept first
      addresses.sort(Comparator.comparing((Address address) -> !address.ready));
      addresses = new ArrayList<>(addresses.subList(0, MOST));
      addresses.sort(Comparator.comparing(Address::ip));
    }
    Map<PortKey, List<Address>> groups = new TreeMap<>();
    Map<PortKey, ArrayNode> ports = new TreeMap<>();
    for (Address address : addresses) {
      ArrayNode own = ports(service, address.pod);
      if (own.isEmpty() && !(service.ports().isEmpty() && service.headless())) {
        continue;
      }
      List<String> texts = new ArrayList<>();
      own.forEach(port -> texts.add(port.toString()));
      PortKey key = new PortKey(texts);
      ports.put(key, own);
      groups.computeIfAbsent(key, none -> new ArrayList<>()).add(address);
    }
    ArrayNode subsets = Json.array();
    groups.forEach((key, group) -> subsets.add(subset(service, group, ports.get(key))));
    return new Result(subsets, truncated);
  }

  private static ArrayNode ports(ServiceView service, BackendPod pod) {
    List<ObjectNode> ports = new ArrayList<>();
    for (ServiceView.Port port : service.ports()) {
      int number = pod.port(port);
      if (number == 0) {
        continue;
      }
      ObjectNode json = Json.object();
      if (!port.appProtocol().isEmpty()) {
        json.put("appProtocol", port.appProtocol());
      }
      if (!port.name().isEmpty()) {
        json.put("name", port.name());
      }
      ports.add(json.put("port", number).put("protocol", port.protocol()));
    }
    ports.sort(Comparator.comparing(ObjectNode::toString));
    return Json.array().addAll(ports);
  }

  private static ObjectNode subset(ServiceView service, List<Address> group, ArrayNode ports) {
    ObjectNode subset = Json.object();
    for (Address address : group) {
      ObjectNode json = Json.object();
      BackendPod pod = address.pod;
      if (!pod.hostname().isEmpty() && pod.subdomain().equals(service.name())) {
        json.put("hostname", pod.hostname());
      }
      json.put("ip", address.ip);
      if (!pod.nodeName().isEmpty()) {
        json.put("nodeName", pod.nodeName());
      }
      json.set("targetRef", pod.reference());
      Json.ensureArray(subset, address.ready ? "addresses" : "notReadyAddresses").add(json);
    }
    if (!ports.isEmpty()) {
      subset.set("ports", ports);
    }
    return subset;
  }
}

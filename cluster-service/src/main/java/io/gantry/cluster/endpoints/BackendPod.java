package io.gantry.cluster.endpoints;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.ObjectReference;
import io.gantry.controlruntime.Resources;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pod as something that traffic may be sent to.
 *
 * @param ips all its addresses, the primary first; empty while it has none
 * @param hostname only when the pod's subdomain is the Service's name may it be used
 * @param ports named container ports
 */
public record BackendPod(
    ResourceObject object,
    List<String> ips,
    String nodeName,
    String hostname,
    String subdomain,
    Health health,
    List<ContainerPort> ports) {

  /**
   * @param ended whether its phase is final
   */
  public record Health(boolean ready, boolean terminating, boolean ended) {}

  public record ContainerPort(String name, String protocol, int port) {}

  public static BackendPod of(ResourceObject object) {
    ObjectNode tree = object.tree();
    List<String> ips = new ArrayList<>();
    for (JsonNode ip : Json.items(tree, "status", "podIPs")) {
      ips.add(Json.text(ip, "ip"));
    }
    String ip = Json.text(tree, "status", "podIP");
    if (ips.isEmpty() && !ip.isEmpty()) {
      ips.add(ip);
    }
    boolean ready = false;
    for (JsonNode condition : Json.items(tree, "status", "conditions")) {
      ready |=
          Json.text(condition, "type").equals("Ready")
              && Json.text(condition, "status").equals("True");
    }
    String phase = Json.text(tree, "status", "phase");
    return new BackendPod(
        object,
        ips,
        Json.text(tree, "spec", "nodeName"),
        Json.text(tree, "spec", "hostname"),
        Json.text(tree, "spec", "subdomain"),
        new Health(ready, object.deleting(), phase.equals("Succeeded") || phase.equals("Failed")),
        ports(tree));
  }

  private static List<ContainerPort> ports(ObjectNode tree) {
    List<ContainerPort> ports = new ArrayList<>();
    for (JsonNode container : Json.items(tree, "spec", "containers")) {
      add(container, ports);
    }
    for (JsonNode container : Json.items(tree, "spec", "initContainers")) {
      if (Json.text(container, "restartPolicy").equals("Always")) {
        add(container, ports);
      }
    }
    return ports;
  }

  private static void add(JsonNode container, List<ContainerPort> into) {
    for (JsonNode port : Json.items(container, "ports")) {
      String protocol = Json.text(port, "protocol");
      into.add(
          new ContainerPort(
              Json.text(port, "name"),
              protocol.isEmpty() ? "TCP" : protocol,
              Json.integer(port, 0, "containerPort")));
    }
  }

  /** The number behind a Service's port on this pod; 0 when its name is not known here. */
  public int port(ServiceView.Port port) {
    if (port.targetName().isEmpty()) {
      return port.targetNumber();
    }
    for (ContainerPort own : ports) {
      if (own.name.equals(port.targetName()) && own.protocol.equals(port.protocol())) {
        return own.port;
      }
    }
    return 0;
  }

  /** The first address of the family; empty for none. */
  public String ip(boolean v6) {
    return ips.stream().filter(ip -> ip.contains(":") == v6).findFirst().orElse("");
  }

  /** {@code targetRef}. */
  public ObjectNode reference() {
    ObjectReference full = ObjectReference.to(Resources.POD, object);
    return new ObjectReference("", full.kind(), full.namespace(), full.name(), full.uid(), "", "")
        .toJson();
  }

  /** Whether a change matters to any Service. */
  public boolean servesLike(BackendPod other) {
    return ips.equals(other.ips)
        && nodeName.equals(other.nodeName)
        && hostname.equals(other.hostname)
        && subdomain.equals(other.subdomain)
        && health.equals(other.health)
        && object.labels().equals(other.object.labels());
  }
}

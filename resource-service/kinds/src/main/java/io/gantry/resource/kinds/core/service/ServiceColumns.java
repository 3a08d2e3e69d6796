package io.gantry.resource.kinds.core.service;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of a service. */
final class ServiceColumns implements Cells {
  @Override
  public List<Object> of(ObjectNode service, Instant now) {
    List<String> ips = Json.texts(service, "spec", "clusterIPs");
    String ports =
        Json.items(service, "spec", "ports").stream()
            .map(ServiceColumns::port)
            .collect(Collectors.joining(","));
    return List.of(
        Texts.name(service),
        Json.text(service, "spec", "type"),
        ips.isEmpty() ? "<none>" : ips.getFirst(),
        externalIp(service),
        ports.isEmpty() ? "<none>" : ports,
        Ages.age(service, now),
        Texts.labels(service, "spec", "selector"));
  }

  private static String port(JsonNode port) {
    int node = Json.integer(port, 0, "nodePort");
    return Json.integer(port, 0, "port")
        + (node > 0 ? ":" + node : "")
        + "/"
        + Json.text(port, "protocol");
  }

  private static String externalIp(ObjectNode service) {
    List<String> asked = Json.texts(service, "spec", "externalIPs");
    List<String> all = new ArrayList<>();
    switch (Json.text(service, "spec", "type")) {
      case "ClusterIP", "NodePort" -> {
        return asked.isEmpty() ? "<none>" : String.join(",", asked);
      }
      case "LoadBalancer" -> {
        all.addAll(Texts.loadBalancer(service));
        all.addAll(asked);
        return all.isEmpty() ? "<pending>" : String.join(",", all);
      }
      case "ExternalName" -> {
        return Json.text(service, "spec", "externalName");
      }
      default -> {
        return "<unknown>";
      }
    }
  }
}

package io.gantry.nodeagent.status;

import io.gantry.apimodel.Json;
import io.gantry.controlruntime.Times;
import io.gantry.nodeagent.plan.PodPlanner;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A pod's whole status from what is observed. */
public final class PodStatusPlanner {
  private static final List<String> UNTOUCHED =
      List.of("qosClass", "nominatedNodeName", "resize", "resourceClaimStatuses");

  private PodStatusPlanner() {}

  public static ObjectNode status(StatusInput input) {
    PodView pod = input.pod();
    ContainerStatusPlanner planner = new ContainerStatusPlanner(input);
    Map<String, ObjectNode> statuses = new LinkedHashMap<>();
    for (ContainerView container : pod.allContainers()) {
      statuses.put(container.name(), planner.status(container));
    }
    String phase = phase(input, statuses);
    boolean sandbox = PodPlanner.liveSandbox(input.observed()).isPresent() && !input.ended();
    boolean addressed = pod.hostNetwork() || !input.podIp().isEmpty();

    ObjectNode status = Json.object();
    status.put("phase", phase);
    status.set(
        "conditions",
        new PodConditions(pod, input.previous(), phase, statuses, input.now())
            .conditions(sandbox && addressed));
    reason(input, status);
    addresses(input, status);
    String start = Json.text(input.previous(), "startTime");
    status.put("startTime", start.isEmpty() ? Times.text(input.now()) : start);
    if (!pod.initContainers().isEmpty()) {
      list(status.putArray("initContainerStatuses"), pod.initContainers(), statuses);
    }
    list(status.putArray("containerStatuses"), pod.containers(), statuses);
    for (String field : UNTOUCHED) {
      if (Json.has(pod.status(), field)) {
        status.set(field, pod.status().get(field).deepCopy());
      }
    }
    return status;
  }

  /**
   * Whether nothing differs but what a sandbox brings. A kubelet learns of it at its next look at
   * the engine, up to a second later and mostly together with the containers in it.
   */
  public static boolean differsInSandboxOnly(JsonNode before, ObjectNode after) {
    return before instanceof ObjectNode told
        && Json.has(told, "startTime")
        && withoutSandbox(told).equals(withoutSandbox(after));
  }

  private static ObjectNode withoutSandbox(ObjectNode status) {
    // Shallow: only the list that is changed is copied.
    ObjectNode rest = Json.object();
    status.properties().forEach(field -> rest.set(field.getKey(), field.getValue()));
    rest.remove(List.of("podIP", "podIPs"));
    ArrayNode conditions = rest.putArray("conditions");
    for (JsonNode condition : Json.items(status, "conditions")) {
      if (!Json.text(condition, "type").equals(PodConditions.SANDBOX)) {
        conditions.add(condition);
      }
    }
    return rest;
  }

  /** A pod that has come to its end stays there, whatever is seen of its remains. */
  private static String phase(StatusInput input, Map<String, ObjectNode> statuses) {
    String before = Json.text(input.previous(), "phase");
    if (PodPhase.terminal(before)) {
      return before;
    }
    if (input.verdict() != null) {
      return "Failed";
    }
    return PodPhase.of(input.pod(), statuses, input.ended());
  }

  private static void reason(StatusInput input, ObjectNode status) {
    if (input.verdict() != null) {
      status.put("reason", input.verdict().reason());
      status.put("message", input.verdict().message());
      return;
    }
    for (String field : List.of("reason", "message")) {
      JsonNode before = Json.at(input.previous(), field);
      if (before != null) {
        status.set(field, before.deepCopy());
      }
    }
  }

  private static void addresses(StatusInput input, ObjectNode status) {
    String host = input.node().ip();
    status.put("hostIP", host);
    status.putArray("hostIPs").addObject().put("ip", host);
    String ip = input.pod().hostNetwork() ? host : input.podIp();
    if (ip.isEmpty()) {
      ip = Json.text(input.previous(), "podIP");
    }
    if (!ip.isEmpty()) {
      status.put("podIP", ip);
      status.putArray("podIPs").addObject().put("ip", ip);
    }
  }

  private static void list(
      ArrayNode list, List<ContainerView> containers, Map<String, ObjectNode> statuses) {
    containers.forEach(container -> list.add(statuses.get(container.name())));
  }
}

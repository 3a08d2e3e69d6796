package io.gantry.nodeagent.node;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import io.gantry.controlruntime.Times;
import io.gantry.nodeagent.runtime.ImageInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A Node as its kubelet registers it and keeps it up to date. */
final class NodeStatusPlanner {
  static final String VERSION = "v1.32.5+gantry";
  private static final int IMAGES = 50;
  private static final Set<String> OWN =
      Set.of("MemoryPressure", "DiskPressure", "PIDPressure", "Ready");

  private final NodeIdentity identity;
  private final MachineFacts machine;

  NodeStatusPlanner(NodeIdentity identity, MachineFacts machine) {
    this.identity = identity;
    this.machine = machine;
  }

  /** The object to register. */
  ObjectNode node() {
    ObjectNode node = Json.object();
    node.put("apiVersion", "v1").put("kind", "Node");
    ObjectNode metadata = node.putObject("metadata");
    metadata.put("name", identity.name());
    metadata
        .putObject("annotations")
        .put("volumes.kubernetes.io/controller-managed-attach-detach", "true");
    labels().forEach(metadata.putObject("labels")::put);
    ObjectNode spec = node.putObject("spec");
    if (!identity.podCidr().isEmpty()) {
      spec.put("podCIDR", identity.podCidr());
      spec.putArray("podCIDRs").add(identity.podCidr());
    }
    return node;
  }

  Map<String, String> labels() {
    return Map.of(
        "beta.kubernetes.io/arch", machine.architecture(),
        "beta.kubernetes.io/os", "linux",
        "kubernetes.io/arch", machine.architecture(),
        "kubernetes.io/hostname", identity.name(),
        "kubernetes.io/os", "linux");
  }

  /**
   * The whole status; what others put there (extended resources, conditions) stays.
   *
   * @param runtimeVersion empty when the engine does not answer: the last known stays
   */
  ObjectNode status(
      JsonNode previous,
      NodeHealth health,
      String runtimeVersion,
      List<ImageInfo> images,
      Instant now) {
    ObjectNode status = previous instanceof ObjectNode known ? known.deepCopy() : Json.object();
    ArrayNode addresses = status.putArray("addresses");
    addresses.addObject().put("type", "InternalIP").put("address", identity.ip());
    addresses.addObject().put("type", "Hostname").put("address", identity.name());
    amounts(Json.ensureObject(status, "capacity"), machine.capacity());
    amounts(Json.ensureObject(status, "allocatable"), machine.allocatable());
    extended(status);
    Json.ensureObject(status, "daemonEndpoints", "kubeletEndpoint").put("Port", identity.port());
    info(Json.ensureObject(status, "nodeInfo"), runtimeVersion);
    if (health.runtimeFault().isEmpty()) {
      images(status.putArray("images"), images);
    }
    status.set("conditions", conditions(previous, health, now));
    return status;
  }

  private static void amounts(ObjectNode list, Map<String, Quantity> amounts) {
    amounts.forEach((name, amount) -> list.put(name, amount.toString()));
  }

  /** An extended resource somebody patched into the capacity can be had in full. */
  private static void extended(ObjectNode status) {
    ObjectNode allocatable = Json.ensureObject(status, "allocatable");
    status
        .get("capacity")
        .properties()
        .forEach(
            entry -> {
              if (!allocatable.has(entry.getKey())) {
                allocatable.set(entry.getKey(), entry.getValue());
              }
            });
  }

  private void info(ObjectNode info, String runtimeVersion) {
    info.put("machineID", machine.machineId());
    info.put("systemUUID", machine.systemUuid());
    info.put("bootID", machine.bootId());
    info.put("kernelVersion", machine.kernelVersion());
    info.put("osImage", machine.osImage());
    if (!runtimeVersion.isEmpty() || !info.has("containerRuntimeVersion")) {
      info.put("containerRuntimeVersion", runtimeVersion);
    }
    info.put("kubeletVersion", VERSION);
    info.put("kubeProxyVersion", VERSION);
    info.put("operatingSystem", "linux");
    info.put("architecture", machine.architecture());
  }

  private static void images(ArrayNode list, List<ImageInfo> images) {
    images.stream()
        .filter(image -> !image.tags().isEmpty() || !image.digests().isEmpty())
        .sorted(Comparator.comparingLong(ImageInfo::sizeBytes).reversed())
        .limit(IMAGES)
        .forEach(
            image -> {
              List<String> names = new ArrayList<>(image.digests());
              names.addAll(image.tags());
              ObjectNode entry = list.addObject();
              ArrayNode out = entry.putArray("names");
              names.forEach(out::add);
              entry.put("sizeBytes", image.sizeBytes());
            });
  }

  private ArrayNode conditions(JsonNode previous, NodeHealth health, Instant now) {
    ArrayNode conditions = Json.array();
    for (JsonNode other : Json.items(previous, "conditions")) {
      if (!OWN.contains(Json.text(other, "type"))) {
        conditions.add(other.deepCopy());
      }
    }
    conditions.add(
        condition(
            previous,
            "MemoryPressure",
            "False",
            "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available",
            now));
    conditions.add(
        condition(
            previous,
            "DiskPressure",
            "False",
            "KubeletHasNoDiskPressure",
            "kubelet has no disk pressure",
            now));
    conditions.add(
        condition(
            previous,
            "PIDPressure",
            "False",
            "KubeletHasSufficientPID",
            "kubelet has sufficient PID available",
            now));
    String unready = health.unready();
    conditions.add(
        unready.isEmpty()
            ? condition(
                previous, "Ready", "True", "KubeletReady", "kubelet is posting ready status", now)
            : condition(previous, "Ready", "False", "KubeletNotReady", unready, now));
    return conditions;
  }

  private static ObjectNode condition(
      JsonNode previous, String type, String status, String reason, String message, Instant now) {
    JsonNode before =
        Json.items(previous, "conditions").stream()
            .filter(condition -> Json.text(condition, "type").equals(type))
            .findFirst()
            .orElse(null);
    boolean unchanged = before != null && Json.text(before, "status").equals(status);
    ObjectNode condition = Json.object();
    condition.put("type", type).put("status", status);
    condition.put("lastHeartbeatTime", Times.text(now));
    condition.put(
        "lastTransitionTime",
        unchanged ? Json.text(before, "lastTransitionTime") : Times.text(now));
    condition.put("reason", reason).put("message", message);
    return condition;
  }
}

package io.gantry.scheduler;

import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Resources;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Pods and nodes as the API stores them. */
public final class TestObjects {
  private TestObjects() {}

  /** A pod with a request of that many thousandths of a CPU and nothing else. */
  public static ObjectNode pod(String name, long milliCpu) {
    ObjectNode pod = Json.object();
    pod.putObject("metadata")
        .put("name", name)
        .put("namespace", "default")
        .put("uid", "uid-" + name)
        .put("creationTimestamp", "2026-01-01T00:00:00Z");
    ObjectNode spec = pod.putObject("spec");
    spec.put("schedulerName", "default-scheduler").put("priority", 0);
    ObjectNode container = spec.putArray("containers").addObject();
    container.put("name", "c").put("image", "busybox:1.36");
    if (milliCpu > 0) {
      Json.ensureObject(container, "resources", "requests").put("cpu", milliCpu + "m");
    }
    pod.putObject("status").put("phase", "Pending");
    return pod;
  }

  public static ObjectNode with(ObjectNode object, Consumer<ObjectNode> change) {
    change.accept(object);
    return object;
  }

  /** Merges JSON written with single quotes into the spec. */
  public static ObjectNode spec(ObjectNode object, String json) {
    ObjectNode spec = Json.ensureObject(object, "spec");
    spec.setAll(Json.parseObject(json.replace('\'', '"')));
    return object;
  }

  public static ObjectNode labels(ObjectNode object, String... pairs) {
    ObjectNode labels = Json.ensureObject(object, "metadata", "labels");
    for (int i = 0; i < pairs.length; i += 2) {
      labels.put(pairs[i], pairs[i + 1]);
    }
    return object;
  }

  public static ObjectNode node(String name, long milliCpu) {
    ObjectNode node = Json.object();
    node.putObject("metadata").put("name", name).put("uid", "uid-" + name);
    labels(node, "kubernetes.io/hostname", name);
    node.putObject("spec");
    Json.ensureObject(node, "status", "allocatable")
        .put("cpu", milliCpu + "m")
        .put("memory", "8Gi")
        .put("pods", "110");
    return node;
  }

  public static PodInfo podInfo(ObjectNode pod) {
    return PodInfo.of(object(Resources.PODS, pod));
  }

  public static NodeInfo nodeInfo(ObjectNode node, ObjectNode... pods) {
    NodeInfo info = NodeInfo.empty(NodeInfo.Description.of(object(Resources.NODES, node)));
    for (ObjectNode pod : pods) {
      info = info.with(podInfo(pod).assumedOn(info.name()));
    }
    return info;
  }

  public static ResourceObject object(GroupVersionResource resource, ObjectNode tree) {
    return ResourceObject.of(resource.groupResource(), tree);
  }
}

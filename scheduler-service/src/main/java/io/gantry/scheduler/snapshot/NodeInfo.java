package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node with the pods on it. Immutable: adding or taking away a pod makes another.
 *
 * @param requested sum of the pods' exact requests
 * @param requestedForScore sum of the pods' requests as scoring sees them
 */
public record NodeInfo(
    Description node, List<PodInfo> pods, Resources requested, Resources requestedForScore) {

  /**
   * What the Node object says.
   *
   * @param maxPods how many pods it takes
   * @param images bytes by image name
   */
  public record Description(
      String name,
      Map<String, String> labels,
      List<Taint> taints,
      boolean unschedulable,
      Resources allocatable,
      long maxPods,
      Map<String, Long> images) {

    public static Description of(ResourceObject object) {
      ObjectNode tree = object.tree();
      JsonNode allocatable = Json.at(tree, "status", "allocatable");
      Map<String, Long> images = new HashMap<>();
      for (JsonNode image : Json.items(tree, "status", "images")) {
        long size = Json.number(image, 0, "sizeBytes");
        Json.texts(image, "names").forEach(name -> images.put(name, size));
      }
      return new Description(
          object.name(),
          object.labels(),
          Json.items(tree, "spec", "taints").stream().map(Taint::of).toList(),
          Json.bool(tree, false, "spec", "unschedulable"),
          Resources.of(allocatable),
          Resources.pods(allocatable),
          images);
    }
  }

  public static NodeInfo empty(Description node) {
    return new NodeInfo(node, List.of(), Resources.NONE, Resources.NONE);
  }

  public String name() {
    return node.name;
  }

  public Map<String, String> labels() {
    return node.labels;
  }

  public List<Taint> taints() {
    return node.taints;
  }

  public Resources allocatable() {
    return node.allocatable;
  }

  /** The same pods on a node described anew. */
  public NodeInfo describedAs(Description description) {
    return new NodeInfo(description, pods, requested, requestedForScore);
  }

  public NodeInfo with(PodInfo pod) {
    List<PodInfo> more = new ArrayList<>(pods.size() + 1);
    more.addAll(pods);
    more.add(pod);
    PodRequests requests = pod.demand().requests();
    return new NodeInfo(
        node, more, requested.plus(requests.exact()), requestedForScore.plus(requests.forScore()));
  }

  /** Without the pod of that uid; itself when there is none. */
  public NodeInfo without(String uid) {
    for (int i = 0; i < pods.size(); i++) {
      PodInfo pod = pods.get(i);
      if (pod.uid().equals(uid)) {
        List<PodInfo> fewer = new ArrayList<>(pods);
        fewer.remove(i);
        PodRequests requests = pod.demand().requests();
        return new NodeInfo(
            node,
            fewer,
            requested.minus(requests.exact()),
            requestedForScore.minus(requests.forScore()));
      }
    }
    return this;
  }
}

package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pod as the scheduler sees it, read once from the stored object.
 *
 * @param demand what decides where it fits; two versions with equal demand schedule alike
 */
public record PodInfo(ResourceObject object, Demand demand, State state) {

  /** The part of a pod that scheduling depends on. */
  public record Demand(
      PodRequests requests,
      NodeChoice nodes,
      List<Toleration> tolerations,
      Set<HostPort> hostPorts,
      PodAffinity affinity,
      List<SpreadConstraint> spread,
      Attributes attributes) {}

  /**
   * @param preempts false for {@code preemptionPolicy: Never}
   * @param claims names of the persistent volume claims it mounts
   */
  public record Attributes(
      int priority,
      boolean preempts,
      boolean gated,
      String schedulerName,
      List<String> images,
      List<String> claims) {}

  /**
   * Where it stands.
   *
   * @param since start of the pod, or its creation while it has not started
   */
  public record State(
      String nodeName, boolean terminal, String nominatedNode, Instant created, Instant since) {}

  public static PodInfo of(ResourceObject object) {
    ObjectNode tree = object.tree();
    JsonNode spec = tree.path("spec");
    Demand demand =
        new Demand(
            PodRequests.of(spec),
            NodeChoice.of(spec),
            Json.items(spec, "tolerations").stream().map(Toleration::of).toList(),
            HostPort.of(spec),
            PodAffinity.of(spec, object.namespace(), object.labels()),
            SpreadConstraint.list(spec, object.labels()),
            attributes(spec));
    String phase = Json.text(tree, "status", "phase");
    Instant created = time(tree, "metadata", "creationTimestamp");
    Instant started = time(tree, "status", "startTime");
    State state =
        new State(
            Json.text(spec, "nodeName"),
            phase.equals("Succeeded") || phase.equals("Failed"),
            Json.text(tree, "status", "nominatedNodeName"),
            created,
            started.equals(Instant.EPOCH) ? created : started);
    return new PodInfo(object, demand, state);
  }

  private static Attributes attributes(JsonNode spec) {
    List<String> images = new ArrayList<>();
    for (String field : List.of("initContainers", "containers")) {
      Json.items(spec, field).forEach(container -> images.add(Json.text(container, "image")));
    }
    List<String> claims = new ArrayList<>();
    for (JsonNode volume : Json.items(spec, "volumes")) {
      String claim = Json.text(volume, "persistentVolumeClaim", "claimName");
      if (!claim.isEmpty()) {
        claims.add(claim);
      }
    }
    return new Attributes(
        Json.integer(spec, 0, "priority"),
        !Json.text(spec, "preemptionPolicy").equals("Never"),
        !Json.items(spec, "schedulingGates").isEmpty(),
        Json.text(spec, "schedulerName"),
        images,
        claims);
  }

  private static Instant time(JsonNode tree, String... path) {
    String text = Json.text(tree, path);
    return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
  }

  public String uid() {
    return object.uid();
  }

  public String namespace() {
    return object.namespace();
  }

  public String name() {
    return object.name();
  }

  public Map<String, String> labels() {
    return object.labels();
  }

  public int priority() {
    return demand.attributes.priority;
  }

  public boolean assigned() {
    return !state.nodeName.isEmpty();
  }

  public boolean deleting() {
    return object.deleting();
  }

  /** Whether both versions would be placed alike. */
  public boolean schedulesLike(PodInfo other) {
    return demand.equals(other.demand) && labels().equals(other.labels());
  }

  /** The same pod as it will be once it is bound. */
  public PodInfo assumedOn(String node) {
    return new PodInfo(
        object,
        demand,
        new State(node, state.terminal, state.nominatedNode, state.created, state.since));
  }

  public boolean tolerates(Taint taint) {
    return demand.tolerations.stream().anyMatch(toleration -> toleration.tolerates(taint));
  }

  @Override
  public String toString() {
    return namespace() + "/" + name();
  }
}

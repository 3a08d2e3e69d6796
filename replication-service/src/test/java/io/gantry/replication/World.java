package io.gantry.replication;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.ApiEventRecorder;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.Times;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.WorkloadController;
import io.gantry.testkit.FakeApi;
import io.gantry.testkit.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The service's real loops over an API in memory, with a kubelet of a few lines, driven step by
 * step in one thread: which part moves next is drawn from a seed, so that a failure can be
 * repeated.
 */
final class World {
  static final String NS = "shop";

  final FakeClock clock = new FakeClock();
  final RandomGenerator random;
  final FakeApi api;
  final ReplicationWiring wiring;

  /** Images whose containers never become ready. */
  final Set<String> broken = new java.util.HashSet<>();

  World(long seed) {
    random = new Random(seed);
    api = new FakeApi(clock, random).collectGarbage(true);
    wiring =
        new ReplicationWiring(
            api,
            api.feed(),
            clock,
            random,
            new SimpleMeterRegistry(),
            new ReplicationOptions(Set.of(), Runnable::run));
    wiring.startInformers();
  }

  /** One part, drawn by chance, makes one move; false when that part had nothing to do. */
  boolean step() {
    int parts = wiring.controllers().size();
    int part = random.nextInt(parts + 3);
    if (part < parts) {
      return wiring.controllers().get(part).loop().step();
    }
    return part == parts ? kubelet() : api.feed().pump(random.nextInt(16));
  }

  /** Moves until nothing moves any more and nothing waits for the next few seconds. */
  void settle() {
    settle(() -> {});
  }

  void settle(Runnable invariant) {
    for (int moves = 0; moves < 20_000; moves++) {
      if (step()) {
        invariant.run();
        continue;
      }
      if (moveAny()) {
        invariant.run();
        continue;
      }
      Optional<Instant> due = nextDue();
      if (due.isEmpty() || due.get().isAfter(clock.instant().plus(Duration.ofMinutes(5)))) {
        return;
      }
      clock.advanceTo(due.get());
    }
    throw new AssertionError("did not settle; " + describe());
  }

  private boolean moveAny() {
    for (WorkloadController controller : wiring.controllers()) {
      if (controller.loop().step()) {
        return true;
      }
    }
    return api.feed().pump(0) || kubelet() || api.sweepGarbage();
  }

  Optional<Instant> nextDue() {
    return wiring.controllers().stream()
        .flatMap(controller -> controller.loop().queue().nextDue().stream())
        .min(Instant::compareTo);
  }

  /** Brings one pod one state further; false when all are where they belong. */
  private boolean kubelet() {
    List<ResourceObject> pods = api.all(Resources.PODS);
    int from = pods.isEmpty() ? 0 : random.nextInt(pods.size());
    for (int i = 0; i < pods.size(); i++) {
      if (advance(pods.get((from + i) % pods.size()))) {
        return true;
      }
    }
    return false;
  }

  private boolean advance(ResourceObject pod) {
    ObjectNode tree = pod.tree();
    if (pod.deleting()) {
      if (Json.number(tree, -1, "metadata", "deletionGracePeriodSeconds") == 0) {
        // Finalizers hold it.
        return false;
      }
      api.delete(Resources.PODS, NS, pod.name(), DeleteOptions.DEFAULT.withGrace(0));
      return true;
    }
    if (!Json.has(tree, "spec", "nodeName")) {
      ObjectNode binding = Json.object();
      String tied = Pod.of(pod).targetNode();
      String node = tied.isEmpty() ? "n" + random.nextInt(3) : tied;
      binding.putObject("target").put("kind", "Node").put("name", node);
      api.createSubresource(Resources.PODS, NS, pod.name(), "binding", binding);
      return true;
    }
    if (Json.text(tree, "status", "phase").equals("Pending") && !isBroken(tree)) {
      setReady(pod, true);
      return true;
    }
    return false;
  }

  private boolean isBroken(ObjectNode pod) {
    JsonNode container = Json.items(pod, "spec", "containers").getFirst();
    return broken.contains(Json.text(container, "image"));
  }

  void setReady(ResourceObject pod, boolean ready) {
    ObjectNode patch = Json.object();
    ObjectNode status = patch.putObject("status").put("phase", "Running");
    status
        .putArray("conditions")
        .addObject()
        .put("type", "Ready")
        .put("status", ready ? "True" : "False")
        .put("lastTransitionTime", Times.text(clock.instant()));
    api.patch(Resources.PODS, NS, pod.name(), "status", PatchType.STRATEGIC, patch);
  }

  void createNode(String name) {
    api.create(
        Resources.NODES,
        "",
        Json.parseObject(
            "{\"metadata\": {\"name\": \"%s\", \"labels\": {}}, \"spec\": {}}".formatted(name)));
  }

  ResourceObject create(GroupVersionResource resource, String json) {
    return api.create(resource, NS, Json.parseObject(json));
  }

  ResourceObject patch(GroupVersionResource resource, String name, String merge) {
    String namespace = resource.equals(Resources.NODES) ? "" : NS;
    return api.patch(resource, namespace, name, "", PatchType.STRATEGIC, Json.parse(merge));
  }

  ObjectNode get(GroupVersionResource resource, String name) {
    return api.get(resource, NS, name).tree();
  }

  /** Sets the phase of a pod that has run to its end. */
  void finish(String pod, String phase) {
    ObjectNode patch = Json.object();
    patch.putObject("status").put("phase", phase).putArray("conditions");
    api.patch(Resources.PODS, NS, pod, "status", PatchType.MERGE, patch);
  }

  ResourceObject createDeployment(String name, int replicas, String image, String more) {
    ObjectNode tree =
        Json.parseObject(
            """
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "%1$s"},
             "spec": {"replicas": %2$d, "progressDeadlineSeconds": 600, "revisionHistoryLimit": 10,
              "selector": {"matchLabels": {"app": "%1$s"}},
              "strategy": {"type": "RollingUpdate",
               "rollingUpdate": {"maxSurge": "25%%", "maxUnavailable": "25%%"}},
              "template": {"metadata": {"labels": {"app": "%1$s"}},
               "spec": {"containers": [{"name": "c", "image": "%3$s", "resources": {}}]}}}}
            """
                .formatted(name, replicas, image));
    api.create(Resources.DEPLOYMENTS, NS, tree);
    return patch(name, "{\"spec\": " + more + "}");
  }

  ResourceObject patch(String deployment, String merge) {
    return api.patch(
        Resources.DEPLOYMENTS, NS, deployment, "", PatchType.STRATEGIC, Json.parse(merge));
  }

  void setImage(String deployment, String image) {
    patch(
        deployment,
        """
        {"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "%s"}]}}}}
        """
            .formatted(image));
  }

  ObjectNode deployment(String name) {
    return api.get(Resources.DEPLOYMENTS, NS, name).tree();
  }

  /** The conditions of a Deployment as {@code Type=Status Reason}, sorted. */
  List<String> conditions(String deployment) {
    return Json.items(deployment(deployment), "status", "conditions").stream()
        .map(
            c -> Json.text(c, "type") + "=" + Json.text(c, "status") + " " + Json.text(c, "reason"))
        .sorted()
        .toList();
  }

  /** The messages of all events of a reason, in order. */
  List<String> events(String reason) {
    try {
      for (ApiEventRecorder recorder : wiring.recorders()) {
        recorder.drain();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return api.all(Resources.EVENTS).stream()
        .sorted(java.util.Comparator.comparing(ResourceObject::revision))
        .map(ResourceObject::tree)
        .filter(event -> Json.text(event, "reason").equals(reason))
        .map(event -> Json.text(event, "message"))
        .toList();
  }

  List<ResourceObject> livePods() {
    return api.all(Resources.PODS).stream().filter(pod -> !pod.deleting()).toList();
  }

  List<ObjectNode> sets() {
    return api.all(Resources.REPLICA_SETS).stream().map(ResourceObject::tree).toList();
  }

  String describe() {
    return api.trees(Resources.DEPLOYMENTS)
        + "\n"
        + api.trees(Resources.REPLICA_SETS)
        + "\n"
        + api.trees(Resources.PODS).keySet();
  }
}

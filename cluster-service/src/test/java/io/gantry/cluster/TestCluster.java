package io.gantry.cluster;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.cluster.control.Controller;
import io.gantry.cluster.control.ServedResource;
import io.gantry.controlruntime.Resources;
import io.gantry.testkit.FakeApi;
import io.gantry.testkit.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * All cluster controllers on an API in memory, in one thread: a seeded generator chooses which feed
 * delivers its next change and which controller does its next piece of work, so that every seed is
 * another interleaving, and always the same one. Time passes only when nothing else can happen.
 */
final class TestCluster implements AutoCloseable {
  private static final Set<String> VERBS =
      Set.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  static final List<ServedResource> SERVED =
      List.of(
          served(Resources.NAMESPACES, "Namespace", false),
          served(Resources.NODES, "Node", false),
          served(Resources.PODS, "Pod", true),
          served(Resources.CONFIG_MAPS, "ConfigMap", true),
          served(Resources.SERVICE_ACCOUNTS, "ServiceAccount", true),
          served(Resources.SERVICES, "Service", true),
          served(Resources.ENDPOINTS, "Endpoints", true),
          served(Resources.REPLICA_SETS, "ReplicaSet", true),
          served(Resources.DEPLOYMENTS, "Deployment", true),
          served(
              new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices"),
              "EndpointSlice",
              true));

  final FakeClock clock = new FakeClock();
  private final Random random;
  final FakeApi fake = new FakeApi(clock, new SplittableRandom(11));
  final DeletingApi api = new DeletingApi(fake);
  final ClusterWiring wiring;

  TestCluster(long seed) {
    random = new Random(seed);
    wiring =
        new ClusterWiring(
            api,
            fake.changes(),
            new ClusterOptions("CA", () -> SERVED),
            clock,
            new SimpleMeterRegistry());
    wiring.startByHand();
  }

  private static ServedResource served(
      GroupVersionResource resource, String kind, boolean namespaced) {
    return new ServedResource(resource, kind, namespaced, VERBS);
  }

  @Override
  public void close() {
    wiring.close();
  }

  ResourceObject create(GroupVersionResource resource, String namespace, String json) {
    return api.create(resource, namespace, Json.parseObject(json.replace('\'', '"')));
  }

  ResourceObject create(
      GroupVersionResource resource, String name, String[] finalizers, ResourceObject... owners) {
    ObjectNode tree = Json.object();
    ObjectNode metadata = tree.putObject("metadata").put("name", name);
    for (String finalizer : finalizers) {
      Json.ensureArray(metadata, "finalizers").add(finalizer);
    }
    for (ResourceObject owner : owners) {
      Json.ensureArray(metadata, "ownerReferences")
          .add(
              Json.object()
                  .put("apiVersion", apiVersion(owner))
                  .put("kind", kind(owner))
                  .put("name", owner.name())
                  .put("uid", owner.uid())
                  .put("blockOwnerDeletion", true));
    }
    return api.create(resource, "default", tree);
  }

  ResourceObject owned(String name, ResourceObject... owners) {
    return create(Resources.CONFIG_MAPS, name, new String[0], owners);
  }

  private static ServedResource served(ResourceObject object) {
    return SERVED.stream()
        .filter(s -> s.resource().groupResource().equals(object.key().resource()))
        .findFirst()
        .orElseThrow();
  }

  static String kind(ResourceObject object) {
    return served(object).kind();
  }

  static String apiVersion(ResourceObject object) {
    return served(object).resource().groupVersion().apiVersion();
  }

  boolean has(GroupVersionResource resource, String namespace, String name) {
    return fake.all(resource).stream()
        .anyMatch(o -> o.namespace().equals(namespace) && o.name().equals(name));
  }

  ObjectNode tree(GroupVersionResource resource, String namespace, String name) {
    return fake.get(resource, namespace, name).tree();
  }

  void delete(ResourceObject object, String policy) {
    api.delete(
        served(object).resource(),
        object.namespace(),
        object.name(),
        new DeleteOptions(null, policy, null, null, false));
  }

  List<String> events() {
    try {
      wiring.storeEvents();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return fake.all(Resources.EVENTS).stream()
        .map(ResourceObject::tree)
        .map(e -> Json.text(e, "reason") + " " + Json.text(e, "message"))
        .toList();
  }

  void until(String what, BooleanSupplier condition) {
    until(what, () -> {}, condition);
  }

  /**
   * @param meanwhile done each time the clock goes on by a second
   */
  void until(String what, Runnable meanwhile, BooleanSupplier condition) {
    Instant deadline = clock.instant().plus(Duration.ofHours(1));
    while (!condition.getAsBoolean()) {
      if (!somethingHappens()) {
        clock.advance(Duration.ofSeconds(1));
        meanwhile.run();
      }
      if (!clock.instant().isBefore(deadline)) {
        throw new AssertionError(what + "; last seen: " + state());
      }
    }
  }

  /** Lets everything happen that can without time passing. */
  void settle() {
    while (somethingHappens()) {
      // the condition does the work
    }
  }

  private boolean somethingHappens() {
    List<Controller> controllers = new ArrayList<>(wiring.controllers());
    Collections.shuffle(controllers, random);
    if (random.nextBoolean() && fake.feed().pump(random.nextInt(100))) {
      return true;
    }
    for (Controller controller : controllers) {
      if (controller.step()) {
        return true;
      }
    }
    return fake.feed().pump(random.nextInt(100));
  }

  private String state() {
    StringBuilder text = new StringBuilder();
    for (ServedResource resource : SERVED) {
      fake.all(resource.resource())
          .forEach(o -> text.append('\n').append(o).append(' ').append(Json.string(o.tree())));
    }
    return text + "\n" + events();
  }
}

package io.gantry.scheduler;

import static io.gantry.scheduler.TestObjects.labels;
import static io.gantry.scheduler.TestObjects.node;
import static io.gantry.scheduler.TestObjects.pod;
import static io.gantry.scheduler.TestObjects.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.Resources;
import io.gantry.testkit.FakeApi;
import io.gantry.testkit.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The whole scheduler on an API in memory, with its real threads. */
class SchedulerSimulationTest {
  private final FakeClock clock = new FakeClock();
  private final FakeApi api = new FakeApi(clock, new SplittableRandom(1));
  private SchedulerWiring scheduler;

  @BeforeEach
  void start() {
    api.feed().automatic();
    scheduler =
        new SchedulerWiring(
            api, api.changes(), clock, new SplittableRandom(7), new SimpleMeterRegistry());
    scheduler.start();
  }

  @AfterEach
  void stop() {
    scheduler.close();
  }

  private void create(ObjectNode pod) {
    ((ObjectNode) pod.get("metadata")).remove("uid");
    api.create(Resources.PODS, "default", pod);
  }

  private void createNode(ObjectNode node) {
    api.create(Resources.NODES, "", node);
  }

  private ObjectNode stored(String name) {
    return api.get(Resources.PODS, "default", name).tree();
  }

  private String nodeOf(String name) {
    return Json.text(stored(name), "spec", "nodeName");
  }

  private JsonNode scheduledCondition(String name) {
    for (JsonNode condition : Json.items(stored(name), "status", "conditions")) {
      if (Json.text(condition, "type").equals("PodScheduled")) {
        return condition;
      }
    }
    return Json.object();
  }

  private List<String> events() {
    return api.all(Resources.EVENTS).stream()
        .map(event -> event.tree())
        .map(
            e ->
                Json.text(e, "type") + " " + Json.text(e, "reason") + " " + Json.text(e, "message"))
        .toList();
  }

  /** The scheduler's clock stands still meanwhile. */
  private void until(String what, BooleanSupplier condition) throws InterruptedException {
    until(what, Duration.ZERO, condition);
  }

  /** The scheduler's clock runs a hundred times faster meanwhile: back-offs end. */
  private void untilLater(String what, BooleanSupplier condition) throws InterruptedException {
    until(what, Duration.ofMillis(100), condition);
  }

  private void until(String what, Duration step, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime())
          .as("%s; pods %s; events %s", what, api.trees(Resources.PODS), events())
          .isLessThan(deadline);
      clock.advance(step);
      Thread.sleep(Duration.ofMillis(1));
    }
  }

  @Test
  void bindsAndSaysSo() throws InterruptedException {
    createNode(node("n1", 4000));
    create(pod("p", 100));
    until("bound", () -> nodeOf("p").equals("n1"));
    until(
        "event", () -> events().contains("Normal Scheduled Successfully assigned default/p to n1"));
  }

  @Test
  void aPodThatFitsNowhereIsBoundOnceTheNodeChanges() throws InterruptedException {
    createNode(node("n1", 4000));
    create(spec(pod("wants", 0), "{'nodeSelector':{'disk':'ssd'}}"));
    String message =
        "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."
            + " preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
    until("condition", () -> Json.text(scheduledCondition("wants"), "message").equals(message));
    assertThat(Json.text(scheduledCondition("wants"), "reason")).isEqualTo("Unschedulable");
    assertThat(Json.text(scheduledCondition("wants"), "status")).isEqualTo("False");
    until("event", () -> events().contains("Warning FailedScheduling " + message));
    ObjectNode node = api.get(Resources.NODES, "", "n1").tree();
    api.update(Resources.NODES, "", "", labels(node, "disk", "ssd"));
    untilLater("bound", () -> nodeOf("wants").equals("n1"));
  }

  @Test
  void noNodeYet() throws InterruptedException {
    create(pod("early", 100));
    until(
        "event",
        () -> events().contains("Warning FailedScheduling no nodes available to schedule pods"));
    createNode(node("n1", 4000));
    untilLater("bound", () -> nodeOf("early").equals("n1"));
  }

  @Test
  void preemptsAndThenTakesTheRoom() throws InterruptedException {
    api.gracefulPods(false);
    createNode(node("n1", 1000));
    create(pod("low", 800));
    until("bound", () -> nodeOf("low").equals("n1"));
    clock.advance(Duration.ofSeconds(1));
    create(spec(pod("high", 800), "{'priority':1000}"));
    until("victim gone", () -> !api.trees(Resources.PODS).containsKey("low"));
    untilLater("bound", () -> nodeOf("high").equals("n1"));
    until(
        "event",
        () -> events().stream().anyMatch(e -> e.startsWith("Normal Preempted Preempted by pod ")));
  }

  @Test
  void aRefusedBindingIsTriedAgain() throws InterruptedException {
    boolean[] refused = {false};
    api.intercept(
        (verb, resource, namespace, name) -> {
          if (verb.equals("create/binding") && !refused[0]) {
            refused[0] = true;
            throw new StatusException(
                ApiStatus.conflict(new GroupResource("", "pods"), name, "not now"));
          }
        });
    createNode(node("n1", 4000));
    create(pod("p", 100));
    until("refused", () -> refused[0]);
    until(
        "event", () -> events().stream().anyMatch(e -> e.contains("binding rejected: Operation")));
    untilLater("bound", () -> nodeOf("p").equals("n1"));
  }

  @Test
  void gatedPodsWait() throws InterruptedException {
    createNode(node("n1", 4000));
    create(spec(pod("gated", 0), "{'schedulingGates':[{'name':'g'}]}"));
    until(
        "gated", () -> Json.text(scheduledCondition("gated"), "reason").equals("SchedulingGated"));
    assertThat(nodeOf("gated")).isEmpty();
    ObjectNode open = stored("gated");
    ((ObjectNode) open.get("spec")).remove("schedulingGates");
    api.update(Resources.PODS, "default", "", open);
    until("bound", () -> nodeOf("gated").equals("n1"));
  }

  /** Many pods, some deleted on the way: no node is ever given more than it has. */
  @Test
  void neverMoreThanANodeHas() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      createNode(node("n" + i, 1000));
    }
    Random random = new Random(3);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      String name = "p" + i;
      names.add(name);
      create(pod(name, 50 + random.nextInt(5) * 50L));
      if (i % 7 == 0) {
        String gone = names.remove(random.nextInt(names.size()));
        api.delete(Resources.PODS, "default", gone, DeleteOptions.DEFAULT.withGrace(0));
      }
    }
    until(
        "all decided",
        () ->
            names.stream()
                .allMatch(
                    name ->
                        !nodeOf(name).isEmpty()
                            || Json.text(scheduledCondition(name), "status").equals("False")));
    Map<String, Long> used = new HashMap<>();
    for (ObjectNode pod : api.trees(Resources.PODS).values()) {
      String node = Json.text(pod, "spec", "nodeName");
      if (!node.isEmpty()) {
        String cpu = pod.at("/spec/containers/0/resources/requests/cpu").stringValue();
        used.merge(node, Long.parseLong(cpu.replace("m", "")), Long::sum);
      }
    }
    assertThat(used).hasSize(5).allSatisfy((node, cpu) -> assertThat(cpu).isBetween(800L, 1000L));
  }
}

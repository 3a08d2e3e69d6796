package io.gantry.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Resources;
import io.gantry.replication.workload.Pod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Whole loops under random interleavings; what must hold is checked after every single move. */
class SimulationTest {
  private static final int REPLICAS = 5;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void anyRolloutKeepsTheFloorAndTheCeiling(long seed) {
    World world = new World(seed);
    world.broken.add("broken");
    world.createDeployment("web", REPLICAS, "i0", "{}");
    world.settle();
    // 25 % of 5: surge 2, unavailable 1.
    Runnable invariant =
        () -> {
          assertThat(serving(world))
              .as("seed %d: serving; %s", seed, world.describe())
              .isGreaterThanOrEqualTo(REPLICAS - 1);
          assertThat(planned(world))
              .as("seed %d: planned; %s", seed, world.describe())
              .isLessThanOrEqualTo(REPLICAS + 2);
        };
    for (int change = 0; change < 8; change++) {
      changeSomething(world, change);
      for (int moves = world.random.nextInt(200); moves > 0; moves--) {
        world.step();
        invariant.run();
      }
    }
    world.patch("web", "{\"spec\": {\"paused\": false}}");
    world.setImage("web", "last");
    world.settle(invariant);
    assertThat(world.conditions("web"))
        .containsExactly(
            "Available=True MinimumReplicasAvailable", "Progressing=True NewReplicaSetAvailable");
    assertThat(world.livePods()).hasSize(REPLICAS);
    ObjectNode status = (ObjectNode) Json.at(world.deployment("web"), "status");
    assertThat(Json.integer(status, 0, "updatedReplicas")).isEqualTo(REPLICAS);
    assertThat(Json.number(status, 0, "observedGeneration"))
        .isEqualTo(Json.number(world.deployment("web"), -1, "metadata", "generation"));
  }

  private static void changeSomething(World world, int change) {
    switch (world.random.nextInt(5)) {
      case 0 -> world.setImage("web", "broken");
      case 1 -> world.patch("web", "{\"spec\": {\"paused\": true}}");
      case 2 -> world.patch("web", "{\"spec\": {\"paused\": false}}");
      case 3 -> world.setImage("web", "i" + world.random.nextInt(3));
      default -> world.setImage("web", "i" + change);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {101, 102, 103, 104, 105, 106, 107, 108, 109, 110})
  void scalesLossesAndRefusalsEndWhereTheyShould(long seed) {
    World world = new World(seed);
    int[] refusals = {0};
    world.api.intercept(
        (verb, resource, namespace, name) -> {
          boolean own = !resource.equals(Resources.DEPLOYMENTS) || verb.endsWith("status");
          if (own && refusals[0] > 0 && world.random.nextInt(4) == 0) {
            refusals[0]--;
            throw ApiStatus.internal("refused by the test").asException();
          }
        });
    world.createDeployment("web", 3, "i0", "{}");
    int wanted = 3;
    for (int change = 0; change < 6; change++) {
      wanted = world.random.nextInt(9);
      world.patch("web", "{\"spec\": {\"replicas\": " + wanted + "}}");
      refusals[0] = 5;
      for (int moves = world.random.nextInt(100); moves > 0; moves--) {
        try {
          world.step();
        } catch (io.gantry.apimodel.StatusException refusedKubelet) {
          assertThat(refusedKubelet.code()).isEqualTo(500);
        }
      }
      refusals[0] = 0;
      world.api.all(Resources.PODS).stream()
          .filter(pod -> !pod.deleting())
          .findFirst()
          .ifPresent(
              pod ->
                  world.api.delete(
                      Resources.PODS,
                      World.NS,
                      pod.name(),
                      io.gantry.apimodel.DeleteOptions.DEFAULT));
    }
    world.settle();
    assertThat(world.livePods()).as("seed %d", seed).hasSize(wanted);
    assertThat(Json.integer(world.deployment("web"), 0, "status", "readyReplicas"))
        .isEqualTo(wanted);
  }

  @Test
  void aStaleCacheCreatesNothingTwice() {
    World world = new World(7);
    world.createDeployment("web", 5, "i0", "{}");
    // Everything moves but the feed: the loops see none of what they do, and are asked again.
    for (int i = 0; i < 50; i++) {
      world.wiring.controllers().forEach(c -> c.enqueueAll());
      world.wiring.controllers().forEach(c -> c.loop().step());
      if (i % 10 == 0) {
        world.api.feed().pump(0);
      }
    }
    assertThat(world.api.all(Resources.PODS).size()).isLessThanOrEqualTo(5);
    world.settle();
    assertThat(world.livePods()).hasSize(5);
    assertThat(world.api.requests().stream().filter(r -> r.startsWith("delete pods"))).isEmpty();
  }

  @Test
  void theConditionsTellTheStoryOfARolloutItsPauseAndItsEnd() {
    World world = new World(3);
    List<String> told = new ArrayList<>();
    Runnable listen =
        () -> {
          String now = String.join(", ", world.conditions("web"));
          if (told.isEmpty() || !told.getLast().equals(now)) {
            told.add(now);
          }
        };
    world.createDeployment("web", 2, "i0", "{}");
    world.settle(listen);
    world.setImage("web", "i1");
    world.settle(listen);
    world.patch("web", "{\"spec\": {\"paused\": true}}");
    world.settle(listen);
    world.patch("web", "{\"spec\": {\"paused\": false}}");
    world.settle(listen);
    assertThat(told)
        .containsExactly(
            "",
            "Available=False MinimumReplicasUnavailable, Progressing=True NewReplicaSetCreated",
            "Available=False MinimumReplicasUnavailable, Progressing=True ReplicaSetUpdated",
            "Available=True MinimumReplicasAvailable, Progressing=True NewReplicaSetAvailable",
            "Available=True MinimumReplicasAvailable, Progressing=True NewReplicaSetCreated",
            "Available=True MinimumReplicasAvailable, Progressing=True ReplicaSetUpdated",
            "Available=True MinimumReplicasAvailable, Progressing=True NewReplicaSetAvailable",
            "Available=True MinimumReplicasAvailable, Progressing=Unknown DeploymentPaused",
            "Available=True MinimumReplicasAvailable, Progressing=True NewReplicaSetAvailable");
  }

  private static long serving(World world) {
    return world.livePods().stream().map(Pod::of).filter(Pod::ready).count();
  }

  private static int planned(World world) {
    return world.api.all(Resources.REPLICA_SETS).stream()
        .map(ResourceObject::tree)
        .mapToInt(set -> Json.integer(set, 0, "spec", "replicas"))
        .sum();
  }
}

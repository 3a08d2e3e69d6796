package io.gantry.nodeagent.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.containers.ContainerSpecPlanner;
import io.gantry.nodeagent.containers.PodMounts;
import io.gantry.nodeagent.pod.ContainerNote;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.NodeView;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.runtime.ContainerKind;
import io.gantry.nodeagent.runtime.FakeRuntime;
import io.gantry.nodeagent.runtime.ImageInfo;
import io.gantry.nodeagent.runtime.ObservedContainer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Plans carried out on an engine in memory, while containers end and sandboxes die at random. */
class PodPlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final FakeRuntime runtime = new FakeRuntime(() -> NOW).withImage("i");

  private static PodView pod(int inits, boolean sidecar, int apps, String policy) {
    ObjectNode tree = Json.object();
    tree.putObject("metadata").put("name", "p").put("namespace", "n").put("uid", "u");
    ObjectNode spec = tree.putObject("spec");
    spec.put("restartPolicy", policy);
    ArrayNode init = spec.putArray("initContainers");
    for (int i = 0; i < inits; i++) {
      init.addObject().put("name", "init" + i).put("image", "i");
    }
    if (sidecar) {
      init.addObject().put("name", "side").put("image", "i").put("restartPolicy", "Always");
    }
    ArrayNode app = spec.putArray("containers");
    for (int i = 0; i < apps; i++) {
      app.addObject().put("name", "app" + i).put("image", "i");
    }
    return PodView.of(tree);
  }

  private PodPlan plan(PodView pod, PodGoal goal) {
    return PodPlanner.plan(pod, goal, runtime.podContainers("u"), Map.of(), NOW);
  }

  private void carryOut(PodView pod, PodPlan plan) {
    ContainerSpecPlanner specs =
        new ContainerSpecPlanner(pod, new NodeView("node", "10.0.0.1", Map.of()), true);
    for (PodAction action : plan.actions()) {
      switch (action) {
        case PodAction.CreateSandbox(int attempt) ->
            runtime.start(
                runtime.create(specs.sandbox(attempt, "pause", "none", "", "", List.of())));
        case PodAction.StartContainer(
                ContainerView container,
                int attempt,
                ObservedContainer sandbox) -> {
          checkStart(pod, container, sandbox);
          runtime.start(
              runtime.create(
                  specs.container(
                      container,
                      attempt,
                      sandbox,
                      new ImageInfo("", List.of(), List.of(), 0, ""),
                      Map.of(),
                      new PodMounts(List.of(), ""),
                      "")));
        }
        case PodAction.StopContainer(ObservedContainer container, long grace, String message) ->
            runtime.signal(container.id(), "SIGKILL");
        case PodAction.RemoveSandbox(ObservedContainer sandbox) -> runtime.remove(sandbox.id());
        case PodAction.RemoveContainer(ObservedContainer container) ->
            runtime.remove(container.id());
      }
    }
  }

  private void checkStart(PodView pod, ContainerView container, ObservedContainer sandbox) {
    List<ObservedContainer> seen = runtime.podContainers("u");
    assertThat(sandbox.running()).isTrue();
    assertThat(seen)
        .noneMatch(other -> other.container().equals(container.name()) && other.running());
    if (container.kind() == ContainerKind.APP) {
      for (ContainerView init : pod.initContainers()) {
        boolean begunBefore =
            seen.stream()
                .anyMatch(
                    other ->
                        other.kind() == ContainerKind.APP
                            && other.sandboxId().equals(sandbox.id()));
        assertThat(
                begunBefore
                    || seen.stream()
                        .anyMatch(
                            other ->
                                other.container().equals(init.name())
                                    && other.sandboxId().equals(sandbox.id())
                                    && (init.sidecar()
                                        ? other.running()
                                        : other.exited() && other.exitCode() == 0)))
            .as(init.name() + " comes before " + container.name())
            .isTrue();
      }
    }
  }

  @Property(tries = 300)
  void whateverHappensThePodGetsThereAndGoesAwayAgain(
      @ForAll @IntRange(max = 2) int inits,
      @ForAll boolean sidecar,
      @ForAll @IntRange(min = 1, max = 3) int apps,
      @ForAll @IntRange(max = 2) int policy,
      @ForAll long seed) {
    String restart = List.of("Always", "OnFailure", "Never").get(policy);
    PodView pod = pod(inits, sidecar, apps, restart);
    Random random = new Random(seed);
    runtime.all().forEach(old -> runtime.remove(old.id()));
    Map<String, Integer> attempts = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      carryOut(pod, plan(pod, new PodGoal.Run()));
      List<ObservedContainer> running =
          runtime.podContainers("u").stream().filter(ObservedContainer::running).toList();
      for (ObservedContainer container : running) {
        int before = attempts.getOrDefault(container.container(), 0);
        assertThat(container.attempt()).isGreaterThanOrEqualTo(before);
        attempts.put(container.container(), container.attempt());
      }
      if (!running.isEmpty() && random.nextInt(3) == 0) {
        runtime.exit(running.get(random.nextInt(running.size())), random.nextInt(2));
      }
    }
    // Left alone, with init containers that succeed, it settles.
    for (int i = 0; i < 30; i++) {
      carryOut(pod, plan(pod, new PodGoal.Run()));
      runtime.podContainers("u").stream()
          .filter(seen -> seen.running() && seen.container().startsWith("init"))
          .forEach(seen -> runtime.exit(seen, 0));
    }
    assertThat(plan(pod, new PodGoal.Run()).actions()).isEmpty();
    if (restart.equals("Always")) {
      for (ContainerView container : pod.containers()) {
        assertThat(PodPlanner.latest(runtime.podContainers("u"), container.name()).orElseThrow())
            .matches(ObservedContainer::running);
      }
    }
    for (int i = 0; i < 10; i++) {
      carryOut(pod, plan(pod, new PodGoal.Stop(1, "")));
    }
    assertThat(plan(pod, new PodGoal.Stop(1, "")).ended()).isTrue();
    assertThat(runtime.podContainers("u")).noneMatch(ObservedContainer::running);
    for (int i = 0; i < 3; i++) {
      carryOut(pod, plan(pod, new PodGoal.Remove(1)));
    }
    assertThat(runtime.podContainers("u")).isEmpty();
  }

  @Property(tries = 20)
  void aContainerHeldBackIsNotStartedButWaitedFor(@ForAll @IntRange(min = 1, max = 300) int wait) {
    PodView pod = pod(0, false, 1, "Always");
    runtime.all().forEach(old -> runtime.remove(old.id()));
    carryOut(pod, plan(pod, new PodGoal.Run()));
    Instant until = NOW.plusSeconds(wait);
    ContainerNote held = new ContainerNote(until, true, true, "", "CrashLoopBackOff", "");
    PodPlan plan =
        PodPlanner.plan(
            pod, new PodGoal.Run(), runtime.podContainers("u"), Map.of("app0", held), NOW);
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.wakeAt()).isEqualTo(until);
    assertThat(plan.ended()).isFalse();
  }
}

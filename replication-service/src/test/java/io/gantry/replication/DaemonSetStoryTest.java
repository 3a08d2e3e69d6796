package io.gantry.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Resources;
import io.gantry.replication.workload.Pod;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** A DaemonSet's life on three nodes. */
class DaemonSetStoryTest {
  private final World world = new World(5);

  @BeforeEach
  void nodes() {
    for (String node : List.of("n0", "n1", "n2")) {
      world.createNode(node);
    }
  }

  @Test
  void onePodPerNodeTiedToIt() {
    create("{}");
    world.settle();
    assertThat(nodesOfPods()).containsExactlyInAnyOrder("n0", "n1", "n2");
    assertThat(status()).isEqualTo("3 3 3 3 3 0");
    ResourceObject pod = world.livePods().getFirst();
    assertThat(pod.name()).matches("agent-[a-z0-9]{5}");
    assertThat(pod.labels())
        .containsEntry("app", "agent")
        .containsEntry("pod-template-generation", "1")
        .containsKey("controller-revision-hash");
    assertThat(
            Json.items(pod.tree(), "spec", "tolerations").stream()
                .map(t -> Json.text(t, "key") + ":" + Json.text(t, "effect")))
        .containsExactly(
            "node.kubernetes.io/not-ready:NoExecute",
            "node.kubernetes.io/unreachable:NoExecute",
            "node.kubernetes.io/disk-pressure:NoSchedule",
            "node.kubernetes.io/memory-pressure:NoSchedule",
            "node.kubernetes.io/pid-pressure:NoSchedule",
            "node.kubernetes.io/unschedulable:NoSchedule");
    assertThat(world.events("SuccessfulCreate")).hasSize(3).contains("Created pod: " + pod.name());
    assertThat(world.api.all(Resources.CONTROLLER_REVISIONS)).hasSize(1);
  }

  @Test
  void nodesThatComeGetAPodAndTaintedOnesLoseTheirs() {
    create("{}");
    world.settle();
    world.createNode("n3");
    world.settle();
    assertThat(nodesOfPods()).contains("n3").hasSize(4);
    world.patch(
        Resources.NODES,
        "n3",
        "{\"spec\": {\"taints\": [{\"key\": \"broken\", \"effect\": \"NoExecute\"}]}}");
    world.settle();
    assertThat(nodesOfPods()).doesNotContain("n3").hasSize(3);
    world.patch(
        Resources.NODES,
        "n2",
        "{\"spec\": {\"taints\": [{\"key\": \"full\", \"effect\": \"NoSchedule\"}]}}");
    world.settle();
    // It may stay, but is not wanted there.
    assertThat(nodesOfPods()).contains("n2");
    assertThat(status()).isEqualTo("2 2 2 2 2 1");
  }

  @Test
  void aNodeSelectorThatMatchesNothingEmptiesIt() {
    create("{}");
    world.settle();
    world.patch(
        Resources.DAEMON_SETS,
        "agent",
        "{\"spec\": {\"template\": {\"spec\": {\"nodeSelector\": {\"disk\": \"ssd\"}}}}}");
    world.settle();
    assertThat(world.livePods()).isEmpty();
    assertThat(status()).isEqualTo("0 0 0 0 0 0");
    world.patch(Resources.NODES, "n1", "{\"metadata\": {\"labels\": {\"disk\": \"ssd\"}}}");
    world.settle();
    assertThat(nodesOfPods()).containsExactly("n1");
  }

  @ParameterizedTest
  @CsvSource({"1,0,2,3", "2,0,1,3", "0,1,3,4"})
  void anUpdateKeepsItsLimits(int unavailable, int surge, int leastServing, int mostPods) {
    create(
        "{\"updateStrategy\": {\"type\": \"RollingUpdate\", \"rollingUpdate\": {\"maxUnavailable\": "
            + unavailable
            + ", \"maxSurge\": "
            + surge
            + "}}}");
    world.settle();
    image("busybox:v2");
    world.settle(
        () -> {
          assertThat(world.livePods().stream().map(Pod::of).filter(Pod::ready).count())
              .isGreaterThanOrEqualTo(leastServing);
          assertThat(world.livePods().size()).isLessThanOrEqualTo(mostPods);
        });
    assertThat(nodesOfPods()).containsExactlyInAnyOrder("n0", "n1", "n2");
    assertThat(status()).isEqualTo("3 3 3 3 3 0");
    assertThat(world.livePods())
        .allSatisfy(
            pod ->
                assertThat(
                        Json.text(Json.items(pod.tree(), "spec", "containers").getFirst(), "image"))
                    .isEqualTo("busybox:v2"));
  }

  @Test
  void historyIsNumberedAndGoesBack() {
    create("{\"revisionHistoryLimit\": 2}");
    world.settle();
    for (String image : List.of("b", "c", "d", "e", "b")) {
      image(image);
      world.settle();
    }
    assertThat(
            world.api.all(Resources.CONTROLLER_REVISIONS).stream()
                .map(r -> Json.number(r.tree(), 0, "revision"))
                .sorted())
        .hasSize(3)
        .endsWith(6L);
  }

  @Test
  void failedPodsAreReplacedAndToldAbout() {
    create("{}");
    world.settle();
    String failed = world.livePods().getFirst().name();
    world.finish(failed, "Failed");
    world.settle();
    assertThat(world.livePods()).hasSize(3).noneMatch(pod -> pod.name().equals(failed));
    assertThat(world.events("FailedDaemonPod"))
        .singleElement()
        .asString()
        .startsWith("Found failed daemon pod shop/" + failed + " on node n")
        .endsWith(", will try to kill it");
  }

  private void create(String spec) {
    world.create(
        Resources.DAEMON_SETS,
        """
        {"metadata": {"name": "agent",
          "annotations": {"deprecated.daemonset.template.generation": "1"}},
         "spec": {"revisionHistoryLimit": 10, "selector": {"matchLabels": {"app": "agent"}},
          "updateStrategy": {"type": "RollingUpdate",
           "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}},
          "template": {"metadata": {"labels": {"app": "agent"}},
           "spec": {"containers": [{"name": "c", "image": "busybox:1.36"}]}}}}
        """);
    world.patch(Resources.DAEMON_SETS, "agent", "{\"spec\": " + spec + "}");
  }

  private int generation = 1;

  /** As the API does it: the template's generation is raised with each change. */
  private void image(String image) {
    generation++;
    world.patch(
        Resources.DAEMON_SETS,
        "agent",
        """
        {"metadata": {"annotations": {"deprecated.daemonset.template.generation": "%d"}},
         "spec": {"template": {"spec": {"containers": [{"name": "c", "image": "%s"}]}}}}
        """
            .formatted(generation, image));
  }

  private List<String> nodesOfPods() {
    return world.livePods().stream().map(Pod::of).map(Pod::nodeName).toList();
  }

  /** Desired, current, ready, updated, available, misscheduled. */
  private String status() {
    ObjectNode set = world.get(Resources.DAEMON_SETS, "agent");
    return java.util.stream.Stream.of(
            "desiredNumberScheduled",
            "currentNumberScheduled",
            "numberReady",
            "updatedNumberScheduled",
            "numberAvailable",
            "numberMisscheduled")
        .map(field -> Integer.toString(Json.integer(set, 0, "status", field)))
        .collect(java.util.stream.Collectors.joining(" "));
  }
}

package io.gantry.replication;

import static io.gantry.replication.World.NS;
import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Resources;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What a user sees of a Deployment's life, through the whole loops. */
class DeploymentStoryTest {
  private final World world = new World(1);

  @Test
  void aDeploymentIsCreatedScaledAndHeals() {
    world.createDeployment("web", 1, "busybox:1.36", "{}");
    world.settle();
    ObjectNode web = world.deployment("web");
    assertThat(Json.map(web, "metadata", "annotations"))
        .containsEntry("deployment.kubernetes.io/revision", "1");
    assertThat(Json.at(web, "status").toString())
        .contains("\"observedGeneration\":1")
        .contains("\"replicas\":1")
        .contains("\"updatedReplicas\":1")
        .contains("\"readyReplicas\":1")
        .contains("\"availableReplicas\":1")
        .doesNotContain("unavailableReplicas")
        .doesNotContain("collisionCount");
    assertThat(world.conditions("web"))
        .containsExactly(
            "Available=True MinimumReplicasAvailable", "Progressing=True NewReplicaSetAvailable");
    ObjectNode set = world.sets().getFirst();
    String name = Json.text(set, "metadata", "name");
    assertThat(name).matches("web-[bcdfghjklmnpqrstvwxz2456789]{7,10}");
    assertThat(world.events("ScalingReplicaSet"))
        .containsExactly("Scaled up replica set " + name + " from 0 to 1");
    assertThat(Json.map(set, "metadata", "annotations"))
        .containsEntry("deployment.kubernetes.io/desired-replicas", "1")
        .containsEntry("deployment.kubernetes.io/max-replicas", "2");
    ResourceObject pod = world.livePods().getFirst();
    assertThat(pod.name()).matches(name + "-[bcdfghjklmnpqrstvwxz2456789]{5}");
    assertThat(world.events("SuccessfulCreate")).containsExactly("Created pod: " + pod.name());

    world.patch("web", "{\"spec\": {\"replicas\": 3}}");
    world.settle();
    assertThat(world.livePods()).hasSize(3);
    ResourceObject victim = world.livePods().get(1);
    world.api.delete(Resources.PODS, NS, victim.name(), DeleteOptions.DEFAULT);
    world.settle();
    assertThat(world.livePods()).hasSize(3).noneMatch(other -> other.uid().equals(victim.uid()));
    assertThat(Json.integer(world.deployment("web"), 0, "status", "readyReplicas")).isEqualTo(3);
  }

  @Test
  void aRolloutAndBackReusesTheReplicaSetAndRaisesItsRevision() {
    world.createDeployment("web", 3, "busybox:1.36", "{}");
    world.patch(
        "web", "{\"metadata\": {\"annotations\": {\"kubernetes.io/change-cause\": \"first\"}}}");
    world.settle();
    world.setImage("web", "busybox:v2");
    world.settle();
    world.setImage("web", "busybox:1.36");
    world.settle();

    List<ObjectNode> sets = world.sets();
    assertThat(sets).hasSize(2);
    ObjectNode back = set("busybox:1.36");
    assertThat(Json.map(back, "metadata", "annotations"))
        .containsEntry("deployment.kubernetes.io/revision", "3")
        .containsEntry("deployment.kubernetes.io/revision-history", "1")
        .containsEntry("kubernetes.io/change-cause", "first");
    assertThat(Json.map(world.deployment("web"), "metadata", "annotations"))
        .containsEntry("deployment.kubernetes.io/revision", "3");
    assertThat(Json.integer(back, 0, "spec", "replicas")).isEqualTo(3);
    assertThat(Json.integer(set("busybox:v2"), -1, "spec", "replicas")).isZero();
  }

  @Test
  void aRolloutThatCannotSucceedKeepsOldPodsAndTimesOut() {
    world.createDeployment("web", 3, "busybox:1.36", "{}");
    world.settle();
    world.broken.add("busybox:nope");
    world.setImage("web", "busybox:nope");
    world.settle();
    ObjectNode web = world.deployment("web");
    assertThat(Json.integer(web, 0, "status", "updatedReplicas")).isEqualTo(1);
    assertThat(Json.integer(web, 0, "status", "availableReplicas")).isEqualTo(3);
    assertThat(world.conditions("web")).contains("Available=True MinimumReplicasAvailable");

    world.clock.advance(Duration.ofSeconds(700));
    world.settle();
    assertThat(world.conditions("web"))
        .containsExactly(
            "Available=True MinimumReplicasAvailable",
            "Progressing=False ProgressDeadlineExceeded");

    world.setImage("web", "busybox:1.36");
    world.settle();
    assertThat(world.conditions("web")).contains("Progressing=True NewReplicaSetAvailable");
    assertThat(world.livePods()).hasSize(3);
  }

  @Test
  void pausedChangesWaitAndGoOutTogether() {
    world.createDeployment("web", 3, "busybox:1.36", "{}");
    world.settle();
    world.patch("web", "{\"spec\": {\"paused\": true}}");
    world.settle();
    assertThat(world.conditions("web")).contains("Progressing=Unknown DeploymentPaused");
    world.setImage("web", "busybox:v2");
    world.settle();
    assertThat(world.sets()).hasSize(1);
    world.patch("web", "{\"spec\": {\"replicas\": 5}}");
    world.settle();
    assertThat(world.livePods()).hasSize(5);
    world.patch("web", "{\"spec\": {\"paused\": false}}");
    world.settle();
    assertThat(world.sets()).hasSize(2);
    assertThat(world.conditions("web")).contains("Progressing=True NewReplicaSetAvailable");
  }

  @Test
  void recreateNeverMixesOldAndNewPods() {
    world.createDeployment(
        "web",
        4,
        "busybox:1.36",
        "{\"strategy\": {\"type\": \"Recreate\", \"rollingUpdate\": null}}");
    world.settle();
    world.setImage("web", "busybox:v2");
    world.settle(
        () ->
            assertThat(
                    world.api.all(Resources.PODS).stream()
                        .map(pod -> pod.labels().get("pod-template-hash"))
                        .distinct())
                .hasSizeLessThanOrEqualTo(1));
    assertThat(world.livePods()).hasSize(4);
    assertThat(world.conditions("web")).contains("Progressing=True NewReplicaSetAvailable");
  }

  @Test
  void historyKeepsItsLimit() {
    world.createDeployment("web", 1, "busybox:0", "{\"revisionHistoryLimit\": 2}");
    world.settle();
    for (int i = 1; i < 6; i++) {
      world.setImage("web", "busybox:" + i);
      world.settle();
    }
    assertThat(world.sets()).hasSize(3);
    assertThat(Json.map(world.deployment("web"), "metadata", "annotations"))
        .containsEntry("deployment.kubernetes.io/revision", "6");
  }

  @Test
  void minReadySecondsHoldsAvailabilityBack() {
    world.createDeployment("web", 2, "busybox:1.36", "{\"minReadySeconds\": 20}");
    world.settle();
    // The clock went on until nothing was left to wait for.
    assertThat(Json.integer(world.deployment("web"), 0, "status", "availableReplicas"))
        .isEqualTo(2);
    assertThat(world.clock.instant()).isAfter(java.time.Instant.parse("2026-01-01T00:00:20Z"));
  }

  @Test
  void deletingADeploymentLeavesNothing() {
    world.createDeployment("web", 3, "busybox:1.36", "{}");
    world.settle();
    world.api.delete(Resources.DEPLOYMENTS, NS, "web", DeleteOptions.background());
    world.settle();
    assertThat(world.sets()).isEmpty();
    assertThat(world.api.all(Resources.PODS)).isEmpty();
  }

  private ObjectNode set(String image) {
    return world.sets().stream()
        .filter(
            set ->
                Json.text(
                        Json.items(set, "spec", "template", "spec", "containers").getFirst(),
                        "image")
                    .equals(image))
        .findFirst()
        .orElseThrow();
  }
}

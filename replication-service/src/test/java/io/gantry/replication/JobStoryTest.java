package io.gantry.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Resources;
import io.gantry.replication.workload.Pod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** A Job's life; pods end when the test says so. */
class JobStoryTest {
  private final World world = new World(9);

  @Test
  void oneCompletion() {
    create(1, 1, "{}");
    world.settle();
    ObjectNode pod = world.livePods().getFirst().tree();
    assertThat(Json.texts(pod, "metadata", "finalizers"))
        .containsExactly("batch.kubernetes.io/job-tracking");
    assertThat(Json.at(job(), "status").toString())
        .contains("\"active\":1,\"terminating\":0,\"ready\":1");
    world.finish(Json.text(pod, "metadata", "name"), "Succeeded");
    world.settle();
    ObjectNode status = (ObjectNode) Json.at(job(), "status");
    assertThat(conditions())
        .containsExactly(
            "SuccessCriteriaMet=True CompletionsReached Reached expected number of succeeded pods",
            "Complete=True CompletionsReached Reached expected number of succeeded pods");
    assertThat(status.propertyNames())
        .containsExactlyInAnyOrder(
            "conditions",
            "startTime",
            "completionTime",
            "succeeded",
            "terminating",
            "ready",
            "uncountedTerminatedPods");
    assertThat(Json.integer(status, 0, "succeeded")).isEqualTo(1);
    assertThat(Json.at(status, "uncountedTerminatedPods")).isEmpty();
    assertThat(tracked()).isEmpty();
    assertThat(world.events("Completed")).containsExactly("Job completed");
    assertThat(world.events("SuccessfulCreate"))
        .containsExactly("Created pod: " + Json.text(pod, "metadata", "name"));
  }

  @Test
  void failuresAreRetriedAfterAWhileAndThenTheJobFails() {
    create(1, 1, "{\"backoffLimit\": 1}");
    world.settle();
    endAll("Failed");
    var before = world.clock.instant();
    world.settle();
    assertThat(world.clock.instant()).isAfterOrEqualTo(before.plusSeconds(10));
    assertThat(world.livePods().stream().map(Pod::of).filter(Pod::active)).hasSize(1);
    endAll("Failed");
    world.settle();
    assertThat(conditions())
        .containsExactly(
            "FailureTarget=True BackoffLimitExceeded Job has reached the specified backoff limit",
            "Failed=True BackoffLimitExceeded Job has reached the specified backoff limit");
    assertThat(Json.integer(job(), 0, "status", "failed")).isEqualTo(2);
    assertThat(world.events("BackoffLimitExceeded"))
        .containsExactly("Job has reached the specified backoff limit");
    assertThat(tracked()).isEmpty();
  }

  @Test
  void anIndexedJobDoesEachIndexOnce() {
    create(5, 2, "{\"completionMode\": \"Indexed\"}");
    for (int i = 0; i < 10; i++) {
      world.settle();
      endAll("Succeeded");
    }
    world.settle();
    assertThat(Json.text(job(), "status", "completedIndexes")).isEqualTo("0-4");
    assertThat(conditions()).anyMatch(condition -> condition.startsWith("Complete=True"));
    assertThat(world.api.all(Resources.PODS))
        .hasSize(5)
        .allSatisfy(
            pod ->
                assertThat(pod.name())
                    .startsWith(
                        "work-"
                            + pod.labels().get("batch.kubernetes.io/job-completion-index")
                            + "-"));
  }

  @Test
  void suspendedItHasNoPodsAndResumedItHas() {
    create(3, 3, "{\"suspend\": true}");
    world.settle(this::readyOnesAreActive);
    assertThat(world.livePods()).isEmpty();
    assertThat(conditions()).containsExactly("Suspended=True JobSuspended Job suspended");
    world.patch(Resources.JOBS, "work", "{\"spec\": {\"suspend\": false}}");
    world.settle(this::readyOnesAreActive);
    assertThat(world.livePods()).hasSize(3);
    assertThat(Json.has(job(), "status", "startTime")).isTrue();
    world.patch(Resources.JOBS, "work", "{\"spec\": {\"suspend\": true}}");
    world.settle(this::readyOnesAreActive);
    assertThat(world.livePods()).isEmpty();
    assertThat(Json.integer(job(), 0, "status", "failed")).isZero();
    assertThat(world.events("Suspended")).containsExactly("Job suspended");
    assertThat(world.events("Resumed")).containsExactly("Job resumed");
  }

  @Test
  void aDeadlineEndsIt() {
    create(1, 1, "{\"activeDeadlineSeconds\": 60}");
    world.settle(this::readyOnesAreActive);
    assertThat(conditions())
        .contains("Failed=True DeadlineExceeded Job was active longer than specified deadline");
    assertThat(world.livePods()).isEmpty();
    assertThat(Json.integer(job(), 0, "status", "failed")).isEqualTo(1);
  }

  @Test
  void aFinishedJobWithATimeToLiveVanishesAndDeletedOnesLeaveNothing() {
    create(1, 1, "{\"ttlSecondsAfterFinished\": 30}");
    world.settle();
    endAll("Succeeded");
    world.settle();
    assertThat(world.api.all(Resources.JOBS)).isEmpty();
    create(2, 2, "{}");
    world.settle();
    world.api.delete(Resources.JOBS, World.NS, "work", DeleteOptions.background());
    world.settle();
    assertThat(world.api.all(Resources.PODS)).isEmpty();
  }

  @Test
  void aSelectorThatMissesItsOwnPodsMakesNone() {
    world.create(
        Resources.JOBS,
        JOB.formatted(1, 1)
            .replace(
                "\"matchLabels\": {\"batch.kubernetes.io/controller-uid\": \"x\"}",
                "\"matchLabels\": {\"batch.kubernetes.io/controller-uid\": \"y\"}"));
    for (int i = 0; i < 200; i++) {
      world.step();
      world.clock.advance(java.time.Duration.ofSeconds(10));
    }
    assertThat(world.api.all(Resources.PODS)).isEmpty();
  }

  /** Whatever the order in which things happen, each end is counted once. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void countsAreExact(long seed) {
    World world = new World(seed);
    world.create(Resources.JOBS, JOB.formatted(8, 3));
    world.patch(Resources.JOBS, "work", "{\"spec\": {\"backoffLimit\": 20}}");
    int failures = 0;
    for (int i = 0; i < 4000 && !status(world).toString().contains("Complete"); i++) {
      if (!world.step() && i % 50 == 0) {
        world.clock.advance(java.time.Duration.ofSeconds(30));
      }
      List<ResourceObject> running =
          world.livePods().stream()
              .filter(pod -> Json.text(pod.tree(), "status", "phase").equals("Running"))
              .toList();
      if (!running.isEmpty() && world.random.nextInt(10) == 0) {
        boolean fails = failures < 6 && world.random.nextInt(3) == 0;
        failures += fails ? 1 : 0;
        world.finish(running.getFirst().name(), fails ? "Failed" : "Succeeded");
      }
    }
    assertThat(Json.integer(status(world), 0, "failed")).as("seed %d", seed).isEqualTo(failures);
    assertThat(Json.integer(status(world), 0, "succeeded")).as("seed %d", seed).isEqualTo(8);
  }

  private static ObjectNode status(World world) {
    return Json.ensureObject(world.get(Resources.JOBS, "work"), "status");
  }

  private static final String JOB =
      """
      {"metadata": {"name": "work"},
       "spec": {"completions": %d, "parallelism": %d, "backoffLimit": 6, "suspend": false,
        "completionMode": "NonIndexed", "podReplacementPolicy": "TerminatingOrFailed",
        "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": "x"}},
        "template": {"metadata": {"labels": {"batch.kubernetes.io/controller-uid": "x"}},
         "spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "busybox"}]}}}}
      """;

  private void create(int completions, int parallelism, String spec) {
    ObjectNode tree = Json.parseObject(JOB.formatted(completions, parallelism));
    Json.ensureObject(tree, "spec").setAll(Json.parseObject(spec));
    world.create(Resources.JOBS, tree.toString());
  }

  private void endAll(String phase) {
    for (ResourceObject pod : world.livePods()) {
      if (Pod.of(pod).active()) {
        world.finish(pod.name(), phase);
      }
    }
  }

  /** The API refuses any other status. */
  private void readyOnesAreActive() {
    assertThat(Json.integer(job(), 0, "status", "ready"))
        .isLessThanOrEqualTo(Json.integer(job(), 0, "status", "active"));
  }

  private ObjectNode job() {
    return world.get(Resources.JOBS, "work");
  }

  private List<String> conditions() {
    return Json.items(job(), "status", "conditions").stream()
        .map(
            c ->
                "%s=%s %s %s"
                    .formatted(
                        Json.text(c, "type"),
                        Json.text(c, "status"),
                        Json.text(c, "reason"),
                        Json.text(c, "message")))
        .toList();
  }

  private Map<String, ObjectNode> tracked() {
    Map<String, ObjectNode> pods = world.api.trees(Resources.PODS);
    pods.values().removeIf(pod -> Json.texts(pod, "metadata", "finalizers").isEmpty());
    return pods;
  }
}

package io.gantry.replication.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.replication.workload.Condition;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.ReplicaSet;
import io.gantry.replication.workload.ReplicaSetStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ReplicaSetPlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  @Property
  void closesTheGapAndNoMore(
      @ForAll @IntRange(max = 1200) int wanted, @ForAll @IntRange(max = 1200) int there) {
    List<Pod> pods = new ArrayList<>();
    for (int i = 0; i < there; i++) {
      pods.add(pod("p" + i, "n1", "Running", true, 600, 0, 0));
    }
    ReplicaSetPlan plan = ReplicaSetPlanner.plan(set(wanted, 0, "[]"), pods, pods, NOW);
    assertThat(plan.create() - plan.delete().size())
        .isEqualTo(
            Math.clamp((long) wanted - there, -ReplicaSetPlanner.BURST, ReplicaSetPlanner.BURST));
    assertThat(plan.delete()).doesNotHaveDuplicates();
    assertThat(plan.create() == 0 || plan.delete().isEmpty()).isTrue();
  }

  @Test
  void removesFirstWhatCostsLeast() {
    Pod unassigned = pod("a", "", "Pending", false, 0, 0, 0);
    Pod pending = pod("b", "n1", "Pending", false, 0, 0, 0);
    Pod notReady = pod("c", "n1", "Running", false, 0, 0, 0);
    Pod cheap = pod("d", "n3", "Running", true, 9000, 0, -5);
    Pod doubled1 = pod("e", "n2", "Running", true, 9000, 0, 0);
    Pod justReady = pod("f", "n4", "Running", true, 1, 0, 0);
    Pod restarted = pod("g", "n5", "Running", true, 9000, 3, 0);
    Pod steady = pod("h", "n6", "Running", true, 9000, 0, 0);
    Pod dear = pod("i", "n7", "Running", true, 9000, 0, 100);
    List<Pod> ranked =
        List.of(unassigned, pending, notReady, cheap, doubled1, justReady, restarted, steady, dear);
    List<Pod> related = new ArrayList<>(ranked);
    related.add(pod("other", "n2", "Running", true, 9000, 0, 0));
    for (int seed = 0; seed < 20; seed++) {
      List<Pod> shuffled = new ArrayList<>(ranked);
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(DeletionRanking.first(8, shuffled, related, NOW))
          .extracting(Pod::name)
          .containsExactly("a", "b", "c", "d", "e", "f", "g", "h");
    }
  }

  @Test
  void countsWhatIsLabelledReadyAndAvailable() {
    List<Pod> pods =
        List.of(
            pod("a", "n1", "Running", true, 100, 0, 0),
            pod("b", "n1", "Running", true, 5, 0, 0),
            pod("c", "n1", "Running", false, 0, 0, 0));
    ReplicaSetStatus status = ReplicaSetPlanner.status(set(3, 30, "[]"), pods, null, NOW);
    assertThat(status).isEqualTo(new ReplicaSetStatus(3, 3, 2, 1, 7, List.of()));
    assertThat(ReplicaSetPlanner.nextLook(set(3, 30, "[]"), pods, NOW))
        .hasValueSatisfying(delay -> assertThat(delay).hasMillis(25_001));
  }

  @Test
  void aFailureIsShownUntilAllGoesWell() {
    ReplicaSetStatus failed =
        ReplicaSetPlanner.status(
            set(2, 0, "[]"), List.of(), new IllegalStateException("exceeded quota"), NOW);
    Condition condition = failed.conditions().getFirst();
    assertThat(condition.type()).isEqualTo("ReplicaFailure");
    assertThat(condition.reason()).isEqualTo("FailedCreate");
    assertThat(condition.message()).isEqualTo("exceeded quota");
    ReplicaSet shown = set(2, 0, Condition.toJson(failed.conditions()).toString());
    assertThat(
            ReplicaSetPlanner.status(shown, List.of(), new IllegalStateException("other"), NOW)
                .conditions())
        .isEqualTo(failed.conditions());
    assertThat(ReplicaSetPlanner.status(shown, List.of(), null, NOW).conditions()).isEmpty();
  }

  private static ReplicaSet set(int replicas, int minReadySeconds, String conditions) {
    ObjectNode tree =
        Json.parseObject(
            """
            {"metadata": {"name": "web", "namespace": "shop", "uid": "u", "generation": 7},
             "spec": {"replicas": %d, "minReadySeconds": %d,
              "selector": {"matchLabels": {"app": "web"}},
              "template": {"metadata": {"labels": {"app": "web"}}}},
             "status": {"conditions": %s}}
            """
                .formatted(replicas, minReadySeconds, conditions));
    return ReplicaSet.Flavor.REPLICA_SET.view(
        ResourceObject.of(new GroupResource("apps", "replicasets"), tree));
  }

  private static Pod pod(
      String name, String node, String phase, boolean ready, int age, int restarts, int cost) {
    Instant since = NOW.minusSeconds(age);
    ObjectNode tree =
        Json.parseObject(
            """
            {"metadata": {"name": "%1$s", "namespace": "shop", "uid": "%1$s",
              "creationTimestamp": "2026-01-01T00:00:00Z", "labels": {"app": "web"},
              "annotations": {"controller.kubernetes.io/pod-deletion-cost": "%6$d"}},
             "spec": {"nodeName": "%2$s"},
             "status": {"phase": "%3$s", "containerStatuses": [{"restartCount": %5$d}],
              "conditions": [{"type": "Ready", "status": "%4$s", "lastTransitionTime": "%7$s"}]}}
            """
                .formatted(name, node, phase, ready ? "True" : "False", restarts, cost, since));
    return Pod.of(ResourceObject.of(new GroupResource("", "pods"), tree));
  }
}

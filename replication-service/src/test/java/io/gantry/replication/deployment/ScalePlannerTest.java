package io.gantry.replication.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.replication.workload.ReplicaSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalePlannerTest {
  /** The example of Kubernetes' documentation: 10 replicas, 8 old and 5 new, scaled to 15. */
  @Test
  void aRolloutUnderWayIsScaledInProportion() {
    Deployment deployment = SampleSets.deployment(15, "3", "2", "i0");
    ReplicaSet newest = SampleSets.set("i0", 0, 5, 0, 10, 13);
    ReplicaSet old = SampleSets.set("i1", 1, 8, 8, 10, 13);
    Rollout rollout = new Rollout(deployment, List.of(newest, old), newest, null);
    assertThat(ScalePlanner.isScaling(rollout)).isTrue();
    ScalePlanner.scale(rollout);
    assertThat(rollout.newest().replicas()).isEqualTo(7);
    assertThat(rollout.old().getFirst().replicas()).isEqualTo(11);
    assertThat(rollout.events())
        .containsExactly(
            "Scaled up replica set web-i1 from 8 to 11",
            "Scaled up replica set web-i0 from 5 to 7");
  }

  @Test
  void percentagesThatRoundToNothingLeaveOneToMove() {
    assertThat(SampleSets.deployment(1, "\"0%\"", "\"25%\"", "i").maxUnavailable()).isEqualTo(1);
    assertThat(SampleSets.deployment(1, "\"25%\"", "\"25%\"", "i").maxUnavailable()).isZero();
    assertThat(SampleSets.deployment(1, "\"25%\"", "\"25%\"", "i").maxSurge()).isEqualTo(1);
    assertThat(SampleSets.deployment(0, "1", "1", "i").maxUnavailable()).isZero();
    assertThat(SampleSets.deployment(3, "1", "7", "i").maxUnavailable()).isEqualTo(3);
  }
}

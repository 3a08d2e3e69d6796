package io.gantry.replication.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.replication.workload.ReplicaSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every step of every rolling update, whatever state it starts from. */
class RollingUpdateProperties {
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");

  /** One old or new set: its size and how many of its pods are available, in percent. */
  record Start(int replicas, int availablePercent) {}

  @Property
  void neverAboveTheCeilingNorBelowTheFloor(
      @ForAll @IntRange(max = 12) int desired,
      @ForAll @IntRange(max = 100) int surge,
      @ForAll @IntRange(max = 100) int unavailable,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 14) Integer> sizes,
      @ForAll @IntRange(max = 100) int availablePercent) {
    Deployment deployment =
        SampleSets.deployment(desired, quoted(surge), quoted(unavailable), "i0");
    List<ReplicaSet> sets = sets(deployment, sizes, availablePercent);
    Rollout rollout = new Rollout(deployment, sets, sets.getFirst(), null);
    int before = Rollout.specReplicas(sets);
    int availableBefore = Rollout.availableReplicas(sets);

    RollingUpdatePlanner.step(rollout);

    int after = Rollout.specReplicas(rollout.all());
    assertThat(after)
        .as("ceiling")
        .isLessThanOrEqualTo(Math.max(before, desired + deployment.maxSurge()));
    // The worst case of what serves: available pods go only when no others are left.
    int worst =
        rollout.all().stream()
            .mapToInt(set -> Math.min(set.status().available(), set.replicas()))
            .sum();
    int newestBefore = sets.getFirst().replicas();
    if (newestBefore <= desired) {
      assertThat(worst)
          .as("floor")
          .isGreaterThanOrEqualTo(Math.min(availableBefore, desired - deployment.maxUnavailable()));
    }
    assertThat(rollout.all()).allMatch(set -> set.replicas() >= 0);
  }

  @Property
  void endsWithAllPodsNew(
      @ForAll @IntRange(max = 12) int desired,
      @ForAll @IntRange(max = 100) int surge,
      @ForAll @IntRange(max = 100) int unavailable,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 14) Integer> sizes) {
    Deployment deployment =
        SampleSets.deployment(desired, quoted(surge), quoted(unavailable), "i0");
    List<ReplicaSet> sets = sets(deployment, sizes, 50);
    int steps = 0;
    while (true) {
      Rollout rollout = new Rollout(deployment, sets, sets.getFirst(), null);
      if (!RollingUpdatePlanner.step(rollout)) {
        boolean allServe = sets.stream().allMatch(s -> s.status().available() == s.replicas());
        if (allServe) {
          break;
        }
      }
      sets = served(rollout.all());
      assertThat(++steps).as("steps from %s", sizes).isLessThan(100);
    }
    assertThat(sets.getFirst().replicas()).isEqualTo(desired);
    assertThat(sets.stream().skip(1)).allMatch(set -> set.replicas() == 0);
  }

  @Property
  void scalingKeepsTheSumWithinTheCeiling(
      @ForAll @IntRange(max = 20) int before,
      @ForAll @IntRange(max = 20) int desired,
      @ForAll @IntRange(min = 1, max = 100) int surge,
      @ForAll @Size(min = 2, max = 4) List<@IntRange(min = 1, max = 14) Integer> sizes) {
    Deployment old = SampleSets.deployment(before, quoted(surge), "0", "i0");
    List<ReplicaSet> sets = sets(old, sizes, 50);
    Deployment deployment = SampleSets.deployment(desired, quoted(surge), "0", "i0");
    Rollout rollout = new Rollout(deployment, sets, sets.getFirst(), null);

    ScalePlanner.scale(rollout);

    int allowed = desired == 0 ? 0 : desired + deployment.maxSurge();
    assertThat(Rollout.specReplicas(rollout.all())).isEqualTo(allowed);
    assertThat(rollout.all()).allMatch(set -> set.replicas() >= 0);
    assertThat(ScalePlanner.isScaling(new Rollout(deployment, rollout.all(), null, null)))
        .isFalse();
  }

  /** Every pod that should be there serves. */
  private static List<ReplicaSet> served(List<ReplicaSet> sets) {
    List<ReplicaSet> served = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      int replicas = sets.get(i).replicas();
      served.add(SampleSets.set("i" + i, i, replicas, replicas, 1, 1));
    }
    return served;
  }

  private static List<ReplicaSet> sets(
      Deployment deployment, List<Integer> sizes, int availablePercent) {
    int max = deployment.replicas() + deployment.maxSurge();
    List<ReplicaSet> sets = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      int size = sizes.get(i);
      sets.add(
          SampleSets.set(
              "i" + i, i, size, size * availablePercent / 100, deployment.replicas(), max));
    }
    return sets;
  }

  private static String quoted(int percent) {
    return "\"" + percent + "%\"";
  }
}

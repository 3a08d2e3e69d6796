package io.gantry.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import io.gantry.controlruntime.LeaderElection;
import io.gantry.controlruntime.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeaderElectionTest {
  private final FakeClock clock = new FakeClock();
  private final FakeApi api = new FakeApi(clock, new Random(1));
  private final List<String> told = new ArrayList<>();
  private final LeaderElection one = election("one");
  private final LeaderElection two = election("two");

  @Test
  void oneLeadsUntilItsLeaseHasNotBeenSeenToMoveForItsDuration() {
    assertThat(one.step()).isTrue();
    assertThat(two.step()).isTrue();
    assertThat(told).containsExactly("one started");
    for (int i = 0; i < 20; i++) {
      clock.advance(Duration.ofSeconds(2));
      one.step();
      two.step();
    }
    assertThat(told).containsExactly("one started");
    // One is silent now.
    clock.advance(Duration.ofSeconds(14));
    two.step();
    assertThat(told).containsExactly("one started");
    clock.advance(Duration.ofSeconds(1));
    two.step();
    assertThat(told).containsExactly("one started", "two started");
    assertThat(Json.integer(api.trees(Resources.LEASES).get("work"), 0, "spec", "leaseTransitions"))
        .isEqualTo(1);
    // And when it comes back, it finds that it has lost.
    assertThat(one.step()).isFalse();
    assertThat(told).containsExactly("one started", "two started", "one stopped");
  }

  @Test
  void aHolderThatCannotRenewStopsBeforeOthersMayStart() {
    one.step();
    api.intercept(
        (verb, resource, namespace, name) -> {
          throw ApiStatus.unavailable("gone").asException();
        });
    clock.advance(Duration.ofSeconds(9));
    assertThat(one.step()).isTrue();
    clock.advance(Duration.ofSeconds(1));
    assertThat(one.step()).isFalse();
    assertThat(told).containsExactly("one started", "one stopped");
  }

  @Test
  void aLeaseGivenBackIsTakenAtOnce() throws InterruptedException {
    one.start();
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (api.all(Resources.LEASES).isEmpty()) {
      assertThat(System.nanoTime()).as("no lease; told %s", told).isLessThan(deadline);
      Thread.onSpinWait();
    }
    one.close();
    two.step();
    assertThat(told).containsExactly("one started", "one stopped", "two started");
  }

  private LeaderElection election(String name) {
    return new LeaderElection(
        api,
        "work",
        name,
        clock,
        new LeaderElection.Candidate() {
          @Override
          public void started() {
            told.add(name + " started");
          }

          @Override
          public void stopped() {
            told.add(name + " stopped");
          }
        });
  }
}

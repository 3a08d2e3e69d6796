package io.gantry.controlruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.GroupResource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class ControlLoopTest {
  private final ManualClock clock = new ManualClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final WorkQueue<String> queue = new WorkQueue<>("t", clock, meters);
  private final Deque<Callable<Outcome>> answers = new ArrayDeque<>();
  private final ControlLoop<String> loop =
      new ControlLoop<>("t", 1, queue, key -> answers.remove().call(), meters);

  @Test
  void whatFailsIsTriedAgainAndWhatWentWellIsNot() {
    answers.addAll(
        List.of(
            () -> {
              throw new IllegalStateException("first");
            },
            () -> {
              throw ApiStatus.staleVersion(new GroupResource("", "pods"), "x").asException();
            },
            () -> {
              throw new AssertionError("even this");
            },
            () -> Outcome.DONE));
    queue.add("x");
    for (int i = 0; i < 4; i++) {
      assertThat(loop.step()).isTrue();
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(loop.step()).isFalse();
    assertThat(queue.failures("x")).isZero();
    assertThat(count("error")).isEqualTo(2);
    assertThat(count("conflict")).isEqualTo(1);
    assertThat(count("done")).isEqualTo(1);
  }

  @Test
  void aReconcilerMayAskToLookAgain() {
    answers.addAll(List.of(() -> Outcome.requeueAfter(Duration.ofSeconds(10)), () -> Outcome.DONE));
    queue.add("x");
    assertThat(loop.step()).isTrue();
    assertThat(loop.step()).isFalse();
    clock.advance(Duration.ofSeconds(10));
    assertThat(loop.step()).isTrue();
    assertThat(count("requeue")).isEqualTo(1);
  }

  private double count(String outcome) {
    return meters.counter("controller.reconcile", "controller", "t", "outcome", outcome).count();
  }
}

package io.gantry.controlruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlowStartTest {
  private final SlowStart slowStart = new SlowStart(Runnable::run);

  @Test
  void stopsAfterTheFirstBatchThatFails() {
    AtomicInteger tried = new AtomicInteger();
    SlowStart.Result result =
        slowStart.run(
            100,
            () -> {
              if (tried.incrementAndGet() > 5) {
                throw new IllegalStateException("quota");
              }
              return null;
            });
    // 1 + 2 went well, of the next 4 two did.
    assertThat(tried).hasValue(7);
    assertThat(result.successes()).isEqualTo(5);
    assertThat(result.failures()).isEqualTo(2);
    assertThat(result.error()).hasMessage("quota");
  }

  @Test
  void doesAllWhenAllGoesWell() {
    AtomicInteger tried = new AtomicInteger();
    SlowStart.Result result = slowStart.run(10, tried::incrementAndGet);
    assertThat(result).isEqualTo(new SlowStart.Result(10, 0, null));
    assertThat(tried).hasValue(10);
    assertThat(slowStart.run(0, tried::incrementAndGet).successes()).isZero();
  }
}

package io.gantry.e2e.disturbance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
  @Test
  void theFirstGoodStateIsTheAnswer() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    assertThat(
            Await.until("three", Duration.ofMinutes(1), looks::incrementAndGet, seen -> seen == 3))
        .isEqualTo(3);
  }

  @Test
  void whatNeverComesIsSaidWithTheLastStateSeen() {
    assertThatThrownBy(() -> Await.until("a cow", Duration.ZERO, () -> "a horse", "a cow"::equals))
        .isInstanceOf(AssertionError.class)
        .hasMessage("not within 0 s: a cow\nlast: a horse");
  }

  @Test
  void thereIsALookAfterTheDeadline() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    assertThat(Await.until("a second look", Duration.ZERO, looks::incrementAndGet, n -> n == 1))
        .isOne();
  }
}

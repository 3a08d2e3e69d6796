package io.gantry.controlruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationsTest {
  private final ManualClock clock = new ManualClock();
  private final Expectations<String> expectations = new Expectations<>(clock);

  @Test
  void creationsAreWaitedForUntilSeen() {
    assertThat(expectations.satisfied("rs")).isTrue();
    expectations.expectCreations("rs", 3);
    expectations.creationObserved("rs");
    expectations.creationObserved("rs");
    assertThat(expectations.satisfied("rs")).isFalse();
    expectations.creationObserved("rs");
    assertThat(expectations.satisfied("rs")).isTrue();
  }

  @Test
  void aDeletionSeenTwiceCountsOnce() {
    expectations.expectDeletions("rs", List.of("a", "b"));
    expectations.deletionObserved("rs", "a");
    expectations.deletionObserved("rs", "a");
    assertThat(expectations.satisfied("rs")).isFalse();
    expectations.deletionObserved("rs", "b");
    assertThat(expectations.satisfied("rs")).isTrue();
  }

  @Test
  void afterFiveMinutesTheCacheIsBelieved() {
    expectations.expectCreations("rs", 1);
    clock.advance(Duration.ofMinutes(5));
    assertThat(expectations.satisfied("rs")).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(expectations.satisfied("rs")).isTrue();
  }

  @Test
  void aNewOwnerOfTheNameDoesNotInheritThem() {
    expectations.expectCreations("rs", 1);
    expectations.forget("rs");
    assertThat(expectations.satisfied("rs")).isTrue();
  }
}

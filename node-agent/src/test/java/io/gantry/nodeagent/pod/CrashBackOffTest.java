package io.gantry.nodeagent.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CrashBackOffTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final CrashBackOff backOff = new CrashBackOff();

  @Test
  void theFirstRestartIsAtOnceAndLaterOnesWaitLongerToFiveMinutes() {
    assertThat(backOff.until("k", NOW, NOW)).isEqualTo(NOW);
    Instant at = NOW;
    for (int seconds : new int[] {10, 20, 40, 80, 160, 300, 300}) {
      backOff.next("k", at, at);
      assertThat(backOff.pause("k")).isEqualTo(Duration.ofSeconds(seconds));
      assertThat(backOff.until("k", at, at)).isEqualTo(at.plusSeconds(seconds));
      at = at.plusSeconds(seconds);
    }
    assertThat(backOff.until("k", at.minusSeconds(300), at)).isEqualTo(at);
  }

  @Test
  void tenQuietMinutesForgetWhatWas() {
    backOff.next("k", NOW, NOW);
    backOff.next("k", NOW, NOW);
    Instant later = NOW.plusSeconds(601);
    assertThat(backOff.until("k", later, later)).isEqualTo(later);
    backOff.next("k", later, later);
    assertThat(backOff.pause("k")).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void pausesReadAsKubernetesWritesThem() {
    assertThat(CrashBackOff.text(Duration.ofSeconds(10))).isEqualTo("10s");
    assertThat(CrashBackOff.text(Duration.ofSeconds(80))).isEqualTo("1m20s");
    assertThat(CrashBackOff.text(Duration.ofSeconds(300))).isEqualTo("5m0s");
  }
}

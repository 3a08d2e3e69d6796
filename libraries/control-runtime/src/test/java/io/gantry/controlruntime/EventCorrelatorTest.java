package io.gantry.controlruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.controlruntime.EventCorrelator.Happening;
import io.gantry.controlruntime.EventCorrelator.Sighting;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventCorrelatorTest {
  private final ManualClock clock = new ManualClock();
  private final EventCorrelator correlator = new EventCorrelator();

  @Test
  void theSameAgainIsCountedUnderItsFirstName() {
    Sighting first = see("BackOff", "restarting");
    clock.advance(Duration.ofSeconds(10));
    Sighting second = see("BackOff", "restarting");
    assertThat(first.name()).isEqualTo("web.18867251edfa0000");
    assertThat(first.count()).isEqualTo(1);
    assertThat(second.name()).isEqualTo(first.name());
    assertThat(second.count()).isEqualTo(2);
    assertThat(second.first()).isEqualTo(first.first());
    assertThat(second.last()).isEqualTo(clock.instant());
    assertThat(see("Other", "restarting").count()).isEqualTo(1);
  }

  @Test
  void theTenthSimilarOneIsCombined() {
    for (int i = 1; i < 10; i++) {
      clock.advance(Duration.ofSeconds(1));
      assertThat(see("FailedCreate", "message " + i).message()).isEqualTo("message " + i);
    }
    clock.advance(Duration.ofSeconds(1));
    Sighting tenth = see("FailedCreate", "message 10");
    assertThat(tenth.message()).isEqualTo("(combined from similar events): message 10");
    assertThat(tenth.count()).isEqualTo(1);
    Sighting eleventh = see("FailedCreate", "message 11");
    assertThat(eleventh.name()).isEqualTo(tenth.name());
    assertThat(eleventh.message()).isEqualTo("(combined from similar events): message 11");
    assertThat(eleventh.count()).isEqualTo(2);
    clock.advance(Duration.ofMinutes(11));
    assertThat(see("FailedCreate", "message 12").message()).isEqualTo("message 12");
  }

  @Test
  void moreThanABurstAboutOneObjectIsSpam() {
    for (int i = 0; i < 25; i++) {
      assertThat(see("Reason" + i, "m")).isNotNull();
    }
    assertThat(see("Reason25", "m")).isNull();
    clock.advance(Duration.ofMinutes(5));
    assertThat(see("Reason26", "m")).isNotNull();
    assertThat(see("Reason27", "m")).isNull();
  }

  private Sighting see(String reason, String message) {
    ObjectReference web = new ObjectReference("v1", "Pod", "ns", "web", "u", "7", "");
    return correlator.observe(
        new Happening(web, EventRecorder.Type.NORMAL, reason, message, clock.instant()));
  }
}

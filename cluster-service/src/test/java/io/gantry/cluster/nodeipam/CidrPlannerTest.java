package io.gantry.cluster.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CidrPlannerTest {
  @Test
  void givesEachItsOwnUntilAllAreTaken() {
    CidrPlanner planner = new CidrPlanner("10.244.0.0/22");
    List<String> taken = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      taken.add(planner.free(taken).orElseThrow());
    }
    assertThat(taken)
        .containsExactly("10.244.0.0/24", "10.244.1.0/24", "10.244.2.0/24", "10.244.3.0/24");
    assertThat(planner.free(taken)).isEmpty();
    taken.remove("10.244.1.0/24");
    assertThat(planner.free(taken)).contains("10.244.1.0/24");
  }

  @Test
  void refusesWhatItCannotCut() {
    assertThatThrownBy(() -> new CidrPlanner("10.0.0.0/25"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CidrPlanner("10.0.0.0"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

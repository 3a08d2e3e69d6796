package io.gantry.standalone;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/**
 * The run from which the start cache is made must come to its end: a build whose training fails
 * starts half as fast, and nothing else shows it.
 */
class StandaloneTrainingIT {
  @Test
  void theTrainingComesToItsEnd() {
    assertThatCode(() -> StandaloneTraining.main(new String[0])).doesNotThrowAnyException();
  }
}

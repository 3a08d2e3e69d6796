package io.gantry.nodeagent.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
  @ParameterizedTest
  @CsvSource({
    "x-$(POD)-y, x-conf-y",
    "$(POD) $(NOPE) $$(POD), conf $(NOPE) $(POD)",
    "$$$(POD), $conf",
    "$, $",
    "a$, a$",
    "$x, $x",
    "$(POD, $(POD",
    "$$, $",
    "$(EMPTY), ''"
  })
  void expandsAsKubernetesDoes(String text, String expanded) {
    assertThat(Expansion.expand(text, Map.of("POD", "conf", "EMPTY", ""))).isEqualTo(expanded);
  }
}

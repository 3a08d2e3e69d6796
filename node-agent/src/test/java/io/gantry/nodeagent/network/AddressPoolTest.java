package io.gantry.nodeagent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressPoolTest {
  @Test
  void eachPodHasItsOwnUntilNoneIsLeft() {
    AddressPool pool = new AddressPool("10.1.2.0/28");
    pool.adopt("running", "10.1.2.3");
    Set<String> given = new HashSet<>(Set.of("10.1.2.3"));
    for (int i = 0; i < 12; i++) {
      assertThat(given.add(pool.take("pod" + i).orElseThrow())).isTrue();
    }
    assertThat(pool.take("one more")).isEmpty();
    assertThat(given).doesNotContain("10.1.2.0", "10.1.2.1", "10.1.2.15");
    assertThat(pool.take("pod3")).isEqualTo(pool.take("pod3"));
    String freed = pool.take("pod5").orElseThrow();
    pool.release("pod5");
    assertThat(pool.take("another")).contains(freed);
  }
}

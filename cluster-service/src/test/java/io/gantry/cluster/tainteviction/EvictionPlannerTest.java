package io.gantry.cluster.tainteviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.cluster.nodelifecycle.NodeTaint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvictionPlannerTest {
  private static Duration stay(String tolerations, NodeTaint... taints) {
    return EvictionPlanner.stay(
        List.of(taints),
        Json.items(Json.parseObject("{\"t\":" + tolerations.replace('\'', '"') + "}"), "t"));
  }

  private static NodeTaint taint(String key, String effect) {
    return new NodeTaint(key, "v", effect, "");
  }

  @Test
  void notToleratedGoesAtOnce() {
    assertThat(stay("[]", taint("a", "NoExecute"))).isZero();
    assertThat(stay("[{'key':'b','operator':'Exists'}]", taint("a", "NoExecute"))).isZero();
    assertThat(
            stay(
                "[{'key':'a','operator':'Exists','effect':'NoSchedule'}]", taint("a", "NoExecute")))
        .isZero();
    assertThat(stay("[{'key':'a','value':'w'}]", taint("a", "NoExecute"))).isZero();
  }

  @Test
  void taintsThatDoNotExecuteAreNothing() {
    assertThat(stay("[]", taint("a", "NoSchedule"))).isEqualTo(EvictionPlanner.FOREVER);
  }

  @Test
  void theShortestTimeCounts() {
    String both =
        "[{'key':'a','operator':'Exists','tolerationSeconds':300},"
            + "{'key':'b','operator':'Exists','tolerationSeconds':20}]";
    assertThat(stay(both, taint("a", "NoExecute"), taint("b", "NoExecute")))
        .isEqualTo(Duration.ofSeconds(20));
    assertThat(stay(both, taint("a", "NoExecute"))).isEqualTo(Duration.ofSeconds(300));
    assertThat(stay("[{'operator':'Exists'}]", taint("a", "NoExecute")))
        .isEqualTo(EvictionPlanner.FOREVER);
    assertThat(stay("[{'operator':'Exists','tolerationSeconds':-5}]", taint("a", "NoExecute")))
        .isZero();
  }
}

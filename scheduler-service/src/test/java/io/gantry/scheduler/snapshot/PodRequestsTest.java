package io.gantry.scheduler.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.PodResources;
import io.gantry.apimodel.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodRequestsTest {
  private static final long MIB = 1024 * 1024;

  private static PodRequests of(String spec) {
    return PodRequests.of(Json.parseObject(spec));
  }

  @Test
  void containersAreAddedUp() {
    PodRequests requests =
        of(
            """
            {"containers": [
              {"resources": {"requests": {"cpu": "250m", "memory": "64Mi", "example.com/gpu": 1}}},
              {"resources": {"requests": {"cpu": "0.5", "example.com/gpu": "2"}}}]}
            """);
    assertThat(requests.exact())
        .isEqualTo(new Resources(750, 64 * MIB, 0, Map.of("example.com/gpu", 3L)));
    assertThat(requests.forScore().memory()).isEqualTo(264 * MIB);
  }

  @Test
  void fractionsAreRoundedOnceNotForEachContainer() {
    assertThat(
            of("""
                    {"containers": [
                      {"resources": {"requests": {"cpu": "500u"}}},
                      {"resources": {"requests": {"cpu": "500u"}}}]}
                    """)
                .exact()
                .milliCpu())
        .isEqualTo(1);
  }

  @Test
  void theHungriestMomentOfAStartCountsIfItIsMore() {
    PodRequests requests =
        of(
            """
            {"initContainers": [
               {"resources": {"requests": {"cpu": "3"}}},
               {"restartPolicy": "Always", "resources": {"requests": {"cpu": "1"}}},
               {"resources": {"requests": {"cpu": "4"}}}],
             "containers": [{"resources": {"requests": {"cpu": "2"}}}]}
            """);
    assertThat(requests.exact().milliCpu()).isEqualTo(5000);
  }

  @Test
  void whoAsksForNothingScoresAsUsual() {
    PodRequests requests = of("{\"containers\": [{}, {}]}");
    assertThat(requests.exact().isNone()).isTrue();
    assertThat(requests.forScore()).isEqualTo(new Resources(200, 400 * MIB, 0, Map.of()));
  }

  @Test
  void overheadIsAskedForInAnyCaseAndLimitsOnlyWhatIsLimited() {
    String spec =
        """
        {"overhead": {"cpu": "100m", "memory": "16Mi"},
         "containers": [{"resources": {"limits": {"cpu": "1"}}}]}
        """;
    assertThat(of(spec).exact()).isEqualTo(new Resources(100, 16 * MIB, 0, Map.of()));
    assertThat(PodResources.total(Json.parseObject(spec), "limits"))
        .isEqualTo(Map.of("cpu", Quantity.parse("1100m")));
  }
}

package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.autoscaling.horizontalpodautoscaler.HorizontalPodAutoscalerConverter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class HorizontalPodAutoscalerConverterTest {
  private final HorizontalPodAutoscalerConverter converter = new HorizontalPodAutoscalerConverter();

  @Test
  void whatTheFirstVersionCannotSayTravelsInAnnotations() {
    ObjectNode second =
        (ObjectNode)
            Json.parseObject(AnswerPlayer.resource("answers/seeds/hpa.json"))
                .get("body")
                .deepCopy();
    second.putObject("status");
    ObjectNode object = second.deepCopy();
    converter.convert(object, new GroupVersion("autoscaling", "v1"));
    assertThat(Json.text(object, "apiVersion")).isEqualTo("autoscaling/v1");
    assertThat(Json.integer(object, 0, "spec", "targetCPUUtilizationPercentage")).isEqualTo(80);
    assertThat(Json.has(object, "spec", "metrics")).isFalse();
    converter.convert(object, new GroupVersion("autoscaling", "v2"));
    assertThat(object).isEqualTo(second);
  }
}

package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.core.event.EventConverter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class EventConverterTest {
  private final EventConverter converter = new EventConverter();

  @Test
  void bothGroupsSayTheSame() {
    ObjectNode core =
        Json.parseObject(
            """
            {"apiVersion":"v1","kind":"Event","involvedObject":{"name":"p"},"message":"m",
             "reportingComponent":"c","reportingInstance":"","source":{},"firstTimestamp":null,
             "lastTimestamp":null,"eventTime":null,"count":2}""");
    ObjectNode event = core.deepCopy();
    converter.convert(event, new GroupVersion("events.k8s.io", "v1"));
    assertThat(event)
        .isEqualTo(
            Json.parseObject(
                """
                {"apiVersion":"events.k8s.io/v1","kind":"Event","regarding":{"name":"p"},
                 "note":"m","reportingController":"c","deprecatedSource":{},
                 "deprecatedFirstTimestamp":null,"deprecatedLastTimestamp":null,
                 "eventTime":null,"deprecatedCount":2}"""));
    converter.convert(event, new GroupVersion("", "v1"));
    assertThat(event).isEqualTo(core);
  }
}

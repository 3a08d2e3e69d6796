package io.gantry.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.controlruntime.ApiEventRecorder;
import io.gantry.controlruntime.ObjectReference;
import io.gantry.controlruntime.Resources;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ApiEventRecorderTest {
  private final FakeClock clock = new FakeClock();
  private final FakeApi api = new FakeApi(clock, new Random(1));
  private final ApiEventRecorder recorder =
      new ApiEventRecorder(api, "kubelet", "n1", clock, new SimpleMeterRegistry());
  private final ObjectReference web =
      new ObjectReference("v1", "Pod", "ns", "web", "u1", "7", "spec.containers{c}");

  @Test
  void anEventLooksAsKubernetesWritesIt() throws Exception {
    recorder.warning(web, "BackOff", "Back-off restarting failed container");
    recorder.drain();
    ObjectNode event = api.trees(Resources.EVENTS).get("web.18867251edfa0000");
    ObjectNode metadata = (ObjectNode) event.remove("metadata");
    assertThat(Json.text(metadata, "namespace")).isEqualTo("ns");
    assertThat(event)
        .isEqualTo(
            Json.parse(
                """
                {"apiVersion": "v1", "kind": "Event",
                 "involvedObject": {"kind": "Pod", "namespace": "ns", "name": "web", "uid": "u1",
                  "apiVersion": "v1", "resourceVersion": "7", "fieldPath": "spec.containers{c}"},
                 "reason": "BackOff", "message": "Back-off restarting failed container",
                 "source": {"component": "kubelet", "host": "n1"},
                 "firstTimestamp": "2026-01-01T00:00:00Z",
                 "lastTimestamp": "2026-01-01T00:00:00Z",
                 "count": 1, "type": "Warning", "eventTime": null,
                 "reportingComponent": "kubelet", "reportingInstance": "n1"}
                """));
  }

  @Test
  void theSameAgainRaisesTheCountOfTheStoredOne() throws Exception {
    recorder.warning(web, "BackOff", "again");
    clock.advance(Duration.ofSeconds(20));
    recorder.warning(web, "BackOff", "again");
    recorder.drain();
    Map<String, ObjectNode> events = api.trees(Resources.EVENTS);
    assertThat(events).hasSize(1);
    ObjectNode event = events.values().iterator().next();
    assertThat(Json.integer(event, 0, "count")).isEqualTo(2);
    assertThat(Json.text(event, "firstTimestamp")).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(Json.text(event, "lastTimestamp")).isEqualTo("2026-01-01T00:00:20Z");
  }

  @Test
  void anEventThatHasExpiredIsStoredAnewWithItsCount() throws Exception {
    recorder.warning(web, "BackOff", "again");
    recorder.drain();
    String name = api.all(Resources.EVENTS).getFirst().name();
    api.delete(Resources.EVENTS, "ns", name, DeleteOptions.DEFAULT);
    recorder.warning(web, "BackOff", "again");
    recorder.drain();
    assertThat(Json.integer(api.trees(Resources.EVENTS).get(name), 0, "count")).isEqualTo(2);
  }

  @Test
  void recordingNeverBlocks() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    ApiEventRecorder nobodyStores = new ApiEventRecorder(api, "c", "", clock, meters);
    for (int i = 0; i < 1500; i++) {
      nobodyStores.normal(web, "Reason", "m" + i);
    }
    assertThat(meters.counter("events.dropped", "component", "c", "reason", "queue full").count())
        .isEqualTo(500);
  }
}

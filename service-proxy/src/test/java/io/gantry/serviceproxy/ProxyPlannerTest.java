package io.gantry.serviceproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.serviceproxy.ProxyPlan.Backends;
import io.gantry.serviceproxy.ProxyPlan.Endpoint;
import io.gantry.serviceproxy.ProxyPlan.Frontend;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ProxyPlannerTest {
  private static final JsonNode SERVICE =
      Json.parse(
          """
          {"metadata":{"namespace":"shop","name":"web"},
           "spec":{"type":"NodePort","clusterIP":"10.96.0.10","externalTrafficPolicy":"Local",
            "sessionAffinity":"None",
            "ports":[{"name":"http","protocol":"TCP","port":80,"nodePort":30080}]}}
          """);

  private static JsonNode slice(String... endpoints) {
    return Json.parse(
        """
        {"addressType":"IPv4","ports":[{"name":"http","protocol":"TCP","port":8080}],
         "endpoints":[%s]}
        """
            .formatted(String.join(",", endpoints)));
  }

  private static String endpoint(String address, String node, String conditions) {
    return "{\"addresses\":[\"%s\"],\"nodeName\":\"%s\",\"conditions\":{%s}}"
        .formatted(address, node, conditions);
  }

  private static ProxyPlan plan(JsonNode... slices) {
    return new ProxyPlanner("n1").plan(List.of(SERVICE), Map.of("shop/web", List.of(slices)));
  }

  @Test
  void takesReadyEndpointsAndKeepsNodePortsLocal() {
    ProxyPlan plan =
        plan(
            slice(
                endpoint("10.244.0.5", "n1", "\"ready\":true"),
                endpoint("10.244.1.5", "n2", "\"ready\":true"),
                endpoint("10.244.0.6", "n1", "\"ready\":false,\"serving\":true")));
    assertThat(plan.services())
        .containsExactly(
            Map.entry(
                new Frontend("10.96.0.10", "tcp", 80),
                new Backends(
                    List.of(new Endpoint("10.244.0.5", 8080), new Endpoint("10.244.1.5", 8080)),
                    0,
                    false)));
    assertThat(plan.nodePorts())
        .containsExactly(
            Map.entry(
                new Frontend("", "tcp", 30080),
                new Backends(List.of(new Endpoint("10.244.0.5", 8080)), 0, true)));
  }

  @Test
  void fallsBackToWhatEndsButStillServes() {
    ProxyPlan plan =
        plan(
            slice(
                endpoint("10.244.0.5", "n1", "\"ready\":false,\"serving\":true"),
                endpoint("10.244.0.6", "n1", "\"ready\":false,\"serving\":false")));
    assertThat(plan.services().values())
        .containsExactly(new Backends(List.of(new Endpoint("10.244.0.5", 8080)), 0, false));
  }

  @Test
  void leavesHeadlessServicesAlone() {
    JsonNode headless =
        Json.parse(
            """
            {"metadata":{"namespace":"shop","name":"db"},
             "spec":{"clusterIP":"None","ports":[{"protocol":"TCP","port":80}]}}
            """);
    assertThat(new ProxyPlanner("n1").plan(List.of(headless), Map.of()).services()).isEmpty();
  }
}

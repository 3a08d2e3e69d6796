package io.gantry.nodeagent.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Resources;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.testkit.FakeApi;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PodStatusWriterTest {
  private final FakeApi api = new FakeApi(InstantSource.system(), new Random(1));
  private final List<String> written = new CopyOnWriteArrayList<>();
  private final PodStatusWriter writer =
      new PodStatusWriter(recording(), InstantSource.system(), new SimpleMeterRegistry());

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void whatMayWaitGoesWithWhatMayNot() throws InterruptedException {
    PodView pod = pod();
    writer.start();
    writer.tell(pod, status("creating"));
    awaitWritten("creating");
    writer.tellWithin(pod, status("sandbox"), Duration.ofHours(1));
    writer.tell(pod, status("running"));
    awaitWritten("running");
    assertThat(written).containsExactly("creating", "running");
  }

  @Test
  void whatMayWaitDoesNotWaitForEver() throws InterruptedException {
    writer.start();
    writer.tellWithin(pod(), status("sandbox"), Duration.ofMillis(20));
    awaitWritten("sandbox");
  }

  @Test
  void onlyWhatASandboxBringsMayWait() {
    String common = "\"startTime\": \"2026-01-01T00:00:00Z\", \"phase\": \"Pending\", ";
    ObjectNode before =
        Json.parseObject(
            "{"
                + common
                + "\"conditions\": [{\"type\": \"PodReadyToStartContainers\", \"status\": \"False\"},"
                + " {\"type\": \"Ready\", \"status\": \"False\"}]}");
    ObjectNode sandbox =
        Json.parseObject(
            "{"
                + common
                + "\"podIP\": \"10.0.0.1\", \"podIPs\": [{\"ip\": \"10.0.0.1\"}], \"conditions\":"
                + " [{\"type\": \"PodReadyToStartContainers\", \"status\": \"True\"},"
                + " {\"type\": \"Ready\", \"status\": \"False\"}]}");
    ObjectNode ready = sandbox.deepCopy();
    ((ObjectNode) ready.at("/conditions/1")).put("status", "True");
    assertThat(PodStatusPlanner.differsInSandboxOnly(before, sandbox)).isTrue();
    assertThat(PodStatusPlanner.differsInSandboxOnly(before, ready)).isFalse();
    assertThat(PodStatusPlanner.differsInSandboxOnly(sandbox, ready)).isFalse();
    assertThat(PodStatusPlanner.differsInSandboxOnly(null, sandbox)).isFalse();
  }

  private PodView pod() {
    ObjectNode pod =
        Json.parseObject("{\"metadata\": {\"name\": \"p\"}, \"spec\": {\"containers\": []}}");
    return PodView.of(api.create(Resources.PODS, "default", pod));
  }

  private static ObjectNode status(String reason) {
    return Json.object().put("phase", "Pending").put("reason", reason);
  }

  private void awaitWritten(String reason) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!written.contains(reason)) {
      assertThat(System.nanoTime()).as("written: %s", written).isLessThan(deadline);
      Thread.sleep(1);
    }
  }

  /** The API, and which reasons were written to it. */
  private ApiClient recording() {
    return (ApiClient)
        Proxy.newProxyInstance(
            ApiClient.class.getClassLoader(),
            new Class<?>[] {ApiClient.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(api, arguments);
                if (method.getName().equals("update")) {
                  written.add(Json.text((ObjectNode) arguments[3], "status", "reason"));
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}

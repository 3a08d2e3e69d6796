package io.gantry.nodeagent.probes;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ExecSpec;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.OutputSink;
import io.gantry.nodeagent.runtime.RunningProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** Runs postStart and preStop handlers. */
public final class LifecycleHooks {
  private final ContainerRuntime runtime;
  private final HttpCaller http;

  public LifecycleHooks(ContainerRuntime runtime, HttpCaller http) {
    this.runtime = runtime;
    this.http = http;
  }

  /**
   * Runs a handler to its end; empty when it succeeded, else what went wrong.
   *
   * @param handler {@code exec}, {@code httpGet} or {@code sleep}
   */
  public String run(
      JsonNode handler, PodView pod, ContainerView container, ObservedContainer at, String podIp)
      throws InterruptedException {
    if (Json.has(handler, "exec")) {
      return exec(handler, container, at);
    }
    if (Json.has(handler, "httpGet")) {
      HttpCaller.Answer answer = http.get(handler.get("httpGet"), container, podIp, 30);
      return answer.failed() ? answer.message() : "";
    }
    if (Json.has(handler, "sleep")) {
      Thread.sleep(Json.number(handler, 0, "sleep", "seconds") * 1000);
    }
    return "";
  }

  private String exec(JsonNode handler, ContainerView container, ObservedContainer at)
      throws InterruptedException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (RunningProcess process =
        runtime.exec(
            at.id(),
            new ExecSpec(Json.texts(handler, "exec", "command"), false, true, true, false))) {
      process.copyOutput(collect(output));
      return switch (process.awaitExit()) {
        case RunningProcess.Exit.Code(int code) when code == 0 -> "";
        case RunningProcess.Exit.Code(int code) ->
            "command '"
                + String.join(" ", Json.texts(handler, "exec", "command"))
                + "' exited with "
                + code
                + ": "
                + output.toString(StandardCharsets.UTF_8);
        case RunningProcess.Exit.NotStarted(String message) -> message;
      };
    } catch (IOException e) {
      return "exec in container " + container.name() + ": " + e.getMessage();
    }
  }

  public static OutputSink collect(ByteArrayOutputStream output) {
    return new OutputSink() {
      @Override
      public void stdout(byte[] bytes) {
        append(bytes);
      }

      @Override
      public void stderr(byte[] bytes) {
        append(bytes);
      }

      private void append(byte[] bytes) {
        if (output.size() < 10_240) {
          output.writeBytes(bytes);
        }
      }
    };
  }
}

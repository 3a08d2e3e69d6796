package io.gantry.nodeagent.probes;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ExecSpec;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.RunningProcess;
import io.gantry.nodeagent.runtime.RuntimeGoneException;
import io.gantry.nodeagent.runtime.RuntimeRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/** Asks a container once. */
public final class Prober {
  private final ContainerRuntime runtime;
  private final HttpCaller http;

  /** The answer; the message says why not. */
  record Result(boolean success, String message) {
    static final Result SUCCESS = new Result(true, "");
  }

  public Prober(ContainerRuntime runtime, HttpCaller http) {
    this.runtime = runtime;
    this.http = http;
  }

  Result probe(JsonNode probe, ContainerView container, ObservedContainer at, String podIp)
      throws InterruptedException {
    int timeout = Math.max(1, Json.integer(probe, 1, "timeoutSeconds"));
    if (Json.has(probe, "exec")) {
      return exec(probe, at, timeout);
    }
    if (Json.has(probe, "httpGet")) {
      HttpCaller.Answer answer = http.get(probe.get("httpGet"), container, podIp, timeout);
      return new Result(!answer.failed(), answer.message());
    }
    if (Json.has(probe, "tcpSocket")) {
      return connect(probe.get("tcpSocket"), container, podIp, timeout);
    }
    if (Json.has(probe, "grpc")) {
      return GrpcHealth.check(probe.get("grpc"), podIp, timeout);
    }
    return new Result(false, "missing probe handler");
  }

  private Result exec(JsonNode probe, ObservedContainer at, int timeout)
      throws InterruptedException {
    AtomicReference<Result> result = new AtomicReference<>();
    AtomicReference<RunningProcess> process = new AtomicReference<>();
    Thread runner =
        Thread.ofVirtual()
            .name("probe-exec")
            .start(
                () -> {
                  try (RunningProcess running =
                      runtime.exec(
                          at.id(),
                          new ExecSpec(
                              Json.texts(probe, "exec", "command"), false, true, true, false))) {
                    process.set(running);
                    result.set(finished(running));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } catch (IOException | RuntimeRefusedException | RuntimeGoneException e) {
                    result.set(new Result(false, String.valueOf(e.getMessage())));
                  }
                });
    if (!runner.join(Duration.ofSeconds(timeout))) {
      RunningProcess running = process.get();
      if (running != null) {
        running.close();
      }
      runner.interrupt();
      return new Result(
          false,
          "command timed out: \""
              + String.join(" ", Json.texts(probe, "exec", "command"))
              + "\" timed out after "
              + timeout
              + "s");
    }
    Result answer = result.get();
    return answer == null ? new Result(false, "the probe was interrupted") : answer;
  }

  private static Result finished(RunningProcess running) throws IOException, InterruptedException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    running.copyOutput(LifecycleHooks.collect(output));
    return switch (running.awaitExit()) {
      case RunningProcess.Exit.Code(int code) ->
          new Result(code == 0, output.toString(StandardCharsets.UTF_8));
      case RunningProcess.Exit.NotStarted(String message) -> new Result(false, message);
    };
  }

  private static Result connect(
      JsonNode tcpSocket, ContainerView container, String podIp, int timeout) {
    String given = Json.text(tcpSocket, "host");
    String host = given.isEmpty() ? podIp : given;
    try {
      int port = Ports.number(tcpSocket.get("port"), container);
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(host, port), timeout * 1000);
        return Result.SUCCESS;
      } catch (SocketTimeoutException e) {
        return new Result(false, "dial tcp " + host + ":" + port + ": i/o timeout");
      } catch (IOException e) {
        return new Result(false, "dial tcp " + host + ":" + port + ": " + Ports.fault(e));
      }
    } catch (IllegalArgumentException e) {
      return new Result(false, e.getMessage());
    }
  }
}

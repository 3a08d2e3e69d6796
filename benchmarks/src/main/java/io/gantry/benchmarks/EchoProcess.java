package io.gantry.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@link EchoServer} in a JVM of its own. */
final class EchoProcess implements AutoCloseable {
  private static final int PORT = 7443;

  private final Process process;

  private EchoProcess(Process process) {
    this.process = process;
  }

  static EchoProcess start(Cluster cluster) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
    // The heap that Gantry's JVM gets, and its collector.
    line.addAll(
        List.of("-XX:+UseSerialGC", "-Xmx1g", "-cp", System.getProperty("java.class.path")));
    line.addAll(
        List.of(EchoServer.class.getName(), cluster.state().resolve("pki").toString(), "" + PORT));
    EchoProcess echo =
        new EchoProcess(
            new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    Waiting.until(Duration.ofSeconds(30), "the echo answers", EchoProcess::listens);
    return echo;
  }

  private static boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", PORT), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  String url() {
    return "https://127.0.0.1:" + PORT + "/";
  }

  RunningProcess process() {
    return new RunningProcess(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}

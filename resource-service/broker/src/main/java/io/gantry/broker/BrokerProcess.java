package io.gantry.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Starts {@link BrokerMain} in a JVM of its own and waits until it serves; for tests. */
public final class BrokerProcess implements AutoCloseable {
  private final BrokerSettings settings;
  private Process process;

  public BrokerProcess(BrokerSettings settings) {
    this.settings = settings;
  }

  /** On free ports, in the directory. */
  public static BrokerProcess in(Path directory) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket one = new ServerSocket(0, 1, loopback);
        ServerSocket other = new ServerSocket(0, 1, loopback)) {
      return new BrokerProcess(
          new BrokerSettings(directory, one.getLocalPort(), other.getLocalPort()));
    }
  }

  public String bootstrapServers() {
    return settings.bootstrapServers();
  }

  public void start(Duration readyWithin) throws IOException, InterruptedException {
    Files.createDirectories(settings.directory());
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    BrokerMain.class.getName(),
                    "--directory=" + settings.directory(),
                    "--port=" + settings.port(),
                    "--controller-port=" + settings.controllerPort()))
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    awaitReady(readyWithin);
  }

  private Path log() {
    return settings.directory().resolve("broker.log");
  }

  private void awaitReady(Duration within) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    Map<String, Object> config =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            50);
    try (Admin admin = Admin.create(config)) {
      while (process.isAlive()) {
        try {
          if (!admin.describeCluster().nodes().get(1, TimeUnit.SECONDS).isEmpty()) {
            return;
          }
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
          if (System.nanoTime() > deadline) {
            throw new IOException("broker not ready: " + Files.readString(log()), e);
          }
        }
      }
    }
    throw new IOException("broker ended: " + Files.readString(log()));
  }

  public Process process() {
    return process;
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

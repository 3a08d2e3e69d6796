package io.gantry.benchmarks;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ListOptions;
import io.gantry.controlruntime.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A further start of the same cluster: from the JVM's start to a ready API, to a Ready node. */
final class StartFigures implements Figure {
  private static final int ROUNDS = 5;

  @Override
  public void measure(Cluster cluster, Report report) throws Exception {
    double[] api = new double[ROUNDS];
    double[] node = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      cluster.run("down");
      Process up = cluster.command("up");
      Waiting.untilSeldom(
          Cluster.PATIENCE,
          "the JVM",
          () ->
              Files.exists(cluster.state().resolve("pids/gantry.pid")) && cluster.jvm().isAlive());
      RunningProcess jvm = cluster.jvm();
      try (HttpClient http = cluster.connection()) {
        Waiting.untilSeldom(Cluster.PATIENCE, "the API is ready", () -> cluster.isReady(http));
      }
      api[round] = jvm.ageMillis();
      try (Cluster fresh = new Cluster(cluster)) {
        Instant started = Instant.now().minusMillis(jvm.ageMillis());
        Waiting.untilSeldom(
            Cluster.PATIENCE, "the node is Ready", () -> isNodeReady(fresh, started));
      }
      node[round] = jvm.ageMillis();
      up.waitFor();
    }
    report.atMost(
        "second `up`: JVM start to API ready",
        Report.median(api),
        2200,
        Report.whole(Report.median(api)) + " ms",
        "Kubernetes 2,200 ms",
        2000.0 / 2200);
    report.atMost(
        "second `up`: JVM start to node Ready",
        Report.median(node),
        4000,
        Report.whole(Report.median(node)) + " ms",
        "Kubernetes 4,000 ms",
        3500.0 / 4000);
  }

  /** What the node said before the last stop is still stored: it must have said so since. */
  private static boolean isNodeReady(Cluster cluster, Instant since) {
    Instant second = since.truncatedTo(ChronoUnit.SECONDS);
    try {
      return cluster.client().list(Resources.NODES, "", ListOptions.ALL).items().stream()
          .flatMap(found -> Json.items(found.tree(), "status", "conditions").stream())
          .anyMatch(
              c ->
                  Json.text(c, "type").equals("Ready")
                      && Json.text(c, "status").equals("True")
                      && !Instant.parse(Json.text(c, "lastHeartbeatTime")).isBefore(second));
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof IOException) {
        return false;
      }
      throw e;
    }
  }
}

package io.gantry.benchmarks;

import io.gantry.apimodel.Json;
import io.gantry.controlruntime.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Creates and gets per second of 2 KiB ConfigMaps beside a bare Jetty that echoes the same bodies
 * over the same TLS, in turn, by the same client on the same processors.
 */
final class RequestFigures implements Figure {
  private static final int ROUNDS = Integer.getInteger("rounds", 9);
  private static final int CREATES = 3000;
  private static final int OTHERS = 9000;
  private static final int WARM_UP = 30_000;

  /** One after the other in each round. */
  private record Measured(double[] rates, double[] cpuMicros) {
    static Measured ofRounds() {
      return new Measured(new double[ROUNDS], new double[ROUNDS]);
    }

    /** The median of the rounds' ratios: what is measured in turn shares the machine's moods. */
    double ratioTo(Measured other) {
      double[] ratios = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        ratios[round] = rates[round] / other.rates[round];
      }
      return Report.median(ratios);
    }

    String shown() {
      return Report.whole(Report.median(rates))
          + " /s ("
          + Report.whole(Report.median(cpuMicros))
          + " us)";
    }
  }

  @Override
  public void measure(Cluster cluster, Report report) throws Exception {
    Path body = Files.createTempFile("configmap", ".json");
    String text = "x".repeat(1950);
    Files.writeString(
        body,
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"generateName\":\"bench-\"},\"data\":{\"text\":\""
            + text
            + "\"}}");
    cluster
        .client()
        .create(
            Resources.CONFIG_MAPS,
            "default",
            Json.parseObject(
                "{\"metadata\":{\"name\":\"one-of-2k\"},\"data\":{\"text\":\"" + text + "\"}}"));
    String token = "authorization: Bearer " + cluster.token();
    H2load post = new H2load(4, 16, List.of("content-type: application/json", token), body);
    H2load get = new H2load(4, 16, List.of(token), null);
    String maps = cluster.api() + "/api/v1/namespaces/default/configmaps";
    String one = maps + "/one-of-2k";
    Measured creates = Measured.ofRounds();
    Measured posts = Measured.ofRounds();
    Measured gets = Measured.ofRounds();
    Measured reads = Measured.ofRounds();
    try (EchoProcess echo = EchoProcess.start(cluster)) {
      List<RunningProcess> gantry = List.of(cluster.jvm(), cluster.redis());
      List<RunningProcess> beside = List.of(echo.process());
      post.run(WARM_UP, maps);
      // Compiled code without many more objects.
      post.run(3 * WARM_UP, maps + "?dryRun=All");
      post.run(2 * WARM_UP, echo.url());
      get.run(WARM_UP, one);
      get.run(2 * WARM_UP, echo.url());
      cluster.removeConfigMapsBut("one-of-2k");
      for (int round = 0; round < ROUNDS; round++) {
        take(creates, round, post, CREATES, maps, gantry);
        take(posts, round, post, OTHERS, echo.url(), beside);
        take(gets, round, get, OTHERS, one, gantry);
        take(reads, round, get, OTHERS, echo.url(), beside);
      }
      for (int round = 0; round < ROUNDS; round++) {
        System.err.printf(
            "requests round %d: create %.0f/s %.0f us, echo %.0f/s %.0f us, get %.0f/s %.0f us, echo %.0f/s %.0f us%n",
            round,
            creates.rates[round],
            creates.cpuMicros[round],
            posts.rates[round],
            posts.cpuMicros[round],
            gets.rates[round],
            gets.cpuMicros[round],
            reads.rates[round],
            reads.cpuMicros[round]);
      }
    } finally {
      Files.delete(body);
      cluster.removeConfigMapsBut("");
    }
    report.atLeast(
        "creates of 2 KiB ConfigMaps, durable (CPU each)",
        creates.ratioTo(posts),
        1,
        creates.shown(),
        "bare Jetty echo " + posts.shown(),
        1.0 / 3);
    report.atLeast(
        "gets of a 2 KiB ConfigMap (CPU each)",
        gets.ratioTo(reads),
        1,
        gets.shown(),
        "bare Jetty echo " + reads.shown(),
        0.5);
  }

  private static void take(
      Measured into, int round, H2load load, int requests, String url, List<RunningProcess> servers)
      throws Exception {
    long before = servers.stream().mapToLong(RunningProcess::cpuMillis).sum();
    into.rates[round] = load.run(requests, url).perSecond();
    long after = servers.stream().mapToLong(RunningProcess::cpuMillis).sum();
    into.cpuMicros[round] = (after - before) * 1000.0 / requests;
  }
}

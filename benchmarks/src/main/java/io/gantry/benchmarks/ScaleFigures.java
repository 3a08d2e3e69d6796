package io.gantry.benchmarks;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ListOptions;
import io.gantry.apimodel.PatchType;
import io.gantry.controlruntime.HttpApiClient;
import io.gantry.controlruntime.Resources;
import java.util.ArrayList;
import java.util.List;

/**
 * A Deployment scaled from none to 40: until all are available, beside what the engine alone needs
 * for 40 pairs of sandbox and container, as many at once as suits it best.
 */
final class ScaleFigures implements Figure {
  private static final int PODS = 40;
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final String NAME = "forty";

  @Override
  public void measure(Cluster cluster, Report report) throws Exception {
    double alone = Double.MAX_VALUE;
    int best = 0;
    try (Engine engine = new Engine()) {
      engine.pairs(5, 2);
      for (int parallel : List.of(2, 4, 8)) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
          times.add(engine.pairs(PODS, parallel));
        }
        double median = Report.median(times.stream().mapToDouble(d -> d).toArray());
        if (median < alone) {
          alone = median;
          best = parallel;
        }
      }
    }
    double[] times = new double[ROUNDS];
    int containers = containers();
    HttpApiClient client = cluster.client();
    client.create(Resources.DEPLOYMENTS, "default", Json.parseObject(deployment()));
    for (int round = -1; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      scale(client, PODS);
      Waiting.untilSeldom(Cluster.PATIENCE, "40 available", () -> available(client) == PODS);
      if (round >= 0) {
        times[round] = (System.nanoTime() - begin) / 1e6;
      }
      scale(client, 0);
      Waiting.untilSeldom(
          Cluster.PATIENCE,
          "pods gone",
          // The status follows the pods: what it said of the last round must not count for the
          // next.
          () ->
              available(client) == 0
                  && client.list(Resources.PODS, "default", ListOptions.ALL).items().isEmpty());
      awaitCleared(containers);
    }
    client.delete(Resources.DEPLOYMENTS, "default", NAME, DeleteOptions.background());
    report.atMost(
        "40 pods: scaled to all available",
        Report.median(times),
        alone,
        Report.whole(Report.median(times)) + " ms",
        "Docker alone " + Report.whole(alone) + " ms, " + best + " at once; Kubernetes 4,000 ms",
        1.2);
  }

  private static void scale(HttpApiClient client, int replicas) {
    client.patch(
        Resources.DEPLOYMENTS,
        "default",
        NAME,
        "",
        PatchType.MERGE,
        Json.parseObject("{\"spec\":{\"replicas\":" + replicas + "}}"));
  }

  /** Asked for seldom enough to be no load. */
  private static int containers() throws Exception {
    try (Engine engine = new Engine()) {
      return engine.containers();
    }
  }

  /** As with Docker alone: what is left of one round must not slow down the next. */
  private static void awaitCleared(int containers) throws Exception {
    while (containers() > containers) {
      Thread.sleep(100);
    }
  }

  private static int available(HttpApiClient client) {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Json.integer(
        client.get(Resources.DEPLOYMENTS, "default", NAME).tree(),
        0,
        "status",
        "availableReplicas");
  }

  private static String deployment() {
    return """
        {"metadata":{"name":"%s"},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"forty"}},
         "template":{"metadata":{"labels":{"app":"forty"}},"spec":{"terminationGracePeriodSeconds":0,
          "containers":[{"name":"c","image":"busybox:1.36","command":["sleep","1000"]}]}}}}
        """
        .formatted(NAME);
  }
}

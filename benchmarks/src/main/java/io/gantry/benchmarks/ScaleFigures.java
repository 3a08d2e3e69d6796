package io.gantry.benchmarks;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ListOptions;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.ApiWatchFeed;
import io.gantry.changefeed.Backoff;
import io.gantry.changefeed.FeedFilter;
import io.gantry.controlruntime.HttpApiClient;
import io.gantry.controlruntime.HttpListWatch;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A Deployment scaled from none to 40: until a watch shows all available, beside what the engine
 * alone needs for 40 pairs of sandbox and container, as many at once as suits it best. Nothing is
 * asked while it runs: on two processors each question would be part of the answer.
 */
final class ScaleFigures implements Figure {
  private static final int PODS = 40;
  private static final int ROUNDS = Integer.getInteger("rounds", 3);
  private static final String NAME = "forty";

  /** More than the engine ever needed, for any container it may have. */
  private static final Duration CLEARING = Duration.ofMinutes(2);

  @Override
  public void measure(Cluster cluster, Report report) throws Exception {
    double alone = Double.MAX_VALUE;
    int best = 0;
    double[] times;
    try (Engine engine = new Engine()) {
      engine.pairs(5, 2);
      for (int parallel : List.of(2, 4, 8)) {
        List<Double> pairs = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
          pairs.add(engine.pairs(PODS, parallel));
        }
        double median = Report.median(pairs.stream().mapToDouble(d -> d).toArray());
        if (median < alone) {
          alone = median;
          best = parallel;
        }
      }
      times = rounds(cluster.client(), engine);
    }
    report.atMost(
        "40 pods: scaled to all available",
        Report.median(times),
        alone,
        Report.whole(Report.median(times)) + " ms",
        "Docker alone " + Report.whole(alone) + " ms, " + best + " at once; Kubernetes 4,000 ms",
        1.2);
  }

  private static double[] rounds(HttpApiClient client, Engine engine) throws Exception {
    double[] times = new double[ROUNDS];
    int containers = engine.containers();
    client.create(Resources.DEPLOYMENTS, "default", Json.parseObject(deployment()));
    try (Informer<Integer> available = watch(client)) {
      available.start();
      available.awaitSync(Cluster.PATIENCE);
      for (int round = -1; round < ROUNDS; round++) {
        long begin = System.nanoTime();
        scale(client, PODS);
        awaitAvailable(available, PODS);
        if (round >= 0) {
          times[round] = (System.nanoTime() - begin) / 1e6;
        }
        scale(client, 0);
        // The status follows the pods: what it said of the last round must not count for the next.
        awaitAvailable(available, 0);
        awaitCleared(client, engine, containers);
      }
    }
    client.delete(Resources.DEPLOYMENTS, "default", NAME, DeleteOptions.background());
    return times;
  }

  /** How many of the Deployment's pods are available, as a watch of it alone says. */
  private static Informer<Integer> watch(HttpApiClient client) {
    return new Informer<>(
        new ApiWatchFeed(
            new HttpListWatch(client, RandomGenerator.getDefault()),
            Backoff.standard(RandomGenerator.getDefault()::nextDouble)),
        Resources.DEPLOYMENTS,
        new FeedFilter(
            "default", LabelSelector.EVERYTHING, FieldSelector.equal("metadata.name", NAME)),
        ScaleFigures::available);
  }

  private static int available(ResourceObject deployment) {
    return Json.integer(deployment.tree(), 0, "status", "availableReplicas");
  }

  private static void awaitAvailable(Informer<Integer> available, int wanted)
      throws InterruptedException {
    Waiting.untilSeldom(
        Cluster.PATIENCE,
        wanted + " available",
        () -> available.get("default", NAME).orElse(-1) == wanted);
  }

  /** As with Docker alone: what is left of one round must not slow down the next. */
  private static void awaitCleared(HttpApiClient client, Engine engine, int containers)
      throws Exception {
    long end = System.nanoTime() + CLEARING.toNanos();
    int pods = 0;
    int left = 0;
    do {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "not within %d s: the last round cleared away; left are %d pods and %d containers"
                .formatted(CLEARING.toSeconds(), pods, left));
      }
      TimeUnit.MILLISECONDS.sleep(100);
      pods = client.list(Resources.PODS, "default", ListOptions.ALL).items().size();
      left = engine.containers() - containers;
    } while (pods > 0 || left > 0);
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

  private static String deployment() {
    return """
        {"metadata":{"name":"%s"},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"forty"}},
         "template":{"metadata":{"labels":{"app":"forty"}},"spec":{"terminationGracePeriodSeconds":0,
          "containers":[{"name":"c","image":"busybox:1.36","command":["sleep","1000"]}]}}}}
        """
        .formatted(NAME);
  }
}

package io.gantry.benchmarks;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.ApiWatchFeed;
import io.gantry.changefeed.Backoff;
import io.gantry.changefeed.FeedFilter;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.HttpApiClient;
import io.gantry.controlruntime.HttpListWatch;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Resources;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Pods one after the other, their image present: from the answer to the create until a watch shows
 * Ready, beside what the engine alone needs for a sandbox and a container.
 */
final class PodFigures implements Figure {
  private static final int WARM_UP = 5;
  private static final int COUNTED = 15;

  @Override
  public void measure(Cluster cluster, Report report) throws Exception {
    double[] alone = new double[COUNTED];
    try (Engine engine = new Engine()) {
      engine.pairs(WARM_UP, 1);
      for (int i = 0; i < COUNTED; i++) {
        alone[i] = engine.pairs(1, 1);
      }
    }
    double[] ready = ready(cluster);
    report.atMost(
        "pod: create answered to Ready, image present",
        Report.median(ready),
        Report.median(alone),
        Report.whole(Report.median(ready)) + " ms",
        "Docker alone " + Report.whole(Report.median(alone)) + " ms; Kubernetes 923 ms",
        1.6);
  }

  private static double[] ready(Cluster cluster) throws Exception {
    HttpApiClient client = cluster.client();
    Map<String, Long> ready = new ConcurrentHashMap<>();
    Informer<ResourceObject> pods =
        new Informer<>(
            new ApiWatchFeed(
                new HttpListWatch(client, RandomGenerator.getDefault()),
                Backoff.standard(RandomGenerator.getDefault()::nextDouble)),
            Resources.PODS,
            new FeedFilter("default", FeedFilter.ALL.labels(), FeedFilter.ALL.fields()),
            object -> object);
    pods.handle(
        ChangeHandler.latest(
            pod -> {
              if (isReady(pod.tree())) {
                ready.putIfAbsent(pod.name(), System.nanoTime());
              }
            }));
    pods.start();
    pods.awaitSync(Cluster.PATIENCE);
    double[] times = new double[COUNTED];
    for (int i = -WARM_UP; i < COUNTED; i++) {
      String name = "bench-" + (i + WARM_UP);
      client.create(Resources.PODS, "default", Json.parseObject(pod(name)));
      long answered = System.nanoTime();
      Waiting.until(Cluster.PATIENCE, name + " Ready", () -> ready.containsKey(name));
      if (i >= 0) {
        times[i] = (ready.get(name) - answered) / 1e6;
      }
      client.delete(Resources.PODS, "default", name, DeleteOptions.background());
      Waiting.until(Cluster.PATIENCE, name + " gone", () -> pods.get("default", name).isEmpty());
    }
    pods.close();
    return times;
  }

  private static boolean isReady(JsonNode pod) {
    return Json.items(pod, "status", "conditions").stream()
        .anyMatch(
            c -> Json.text(c, "type").equals("Ready") && Json.text(c, "status").equals("True"));
  }

  private static String pod(String name) {
    return """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},
         "spec":{"terminationGracePeriodSeconds":0,
          "containers":[{"name":"c","image":"busybox:1.36","command":["sleep","1000"]}]}}
        """
        .formatted(name);
  }
}

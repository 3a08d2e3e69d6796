package io.gantry.benchmarks;

import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.ApiWatchFeed;
import io.gantry.changefeed.Backoff;
import io.gantry.changefeed.FeedFilter;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.HttpApiClient;
import io.gantry.controlruntime.HttpEndpoint;
import io.gantry.controlruntime.HttpListWatch;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.TokenSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/**
 * Pods one after the other: milliseconds from the answer to the create until a watch shows Ready.
 * Prints the median of the counted ones.
 */
public final class PodStart {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private PodStart() {}

  public static void main(String[] arguments) throws Exception {
    ClusterPki pki = ClusterPki.open(Path.of(arguments[0]), List.of(), InstantSource.system());
    int warmup = Integer.parseInt(arguments[2]);
    int counted = Integer.parseInt(arguments[3]);
    try (HttpEndpoint endpoint =
        new HttpEndpoint(URI.create(arguments[1]), TlsContexts.of(pki.admin(), pki.clusterCa()))) {
      HttpApiClient client = new HttpApiClient(endpoint, TokenSource.NONE, "benchmark/1");
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
      pods.awaitSync(LIMIT);
      List<Double> times = new ArrayList<>();
      for (int i = 0; i < warmup + counted; i++) {
        String name = "bench-" + i;
        client.create(Resources.PODS, "default", Json.parseObject(pod(name)));
        long answered = System.nanoTime();
        await(() -> ready.containsKey(name), name + " Ready");
        if (i >= warmup) {
          times.add((ready.get(name) - answered) / 1e6);
        }
        client.delete(Resources.PODS, "default", name, DeleteOptions.background());
        await(() -> pods.get("default", name).isEmpty(), name + " gone");
      }
      pods.close();
      Collections.sort(times);
      System.out.printf(
          "%.0f %.0f %.0f%n", times.getFirst(), times.get(times.size() / 2), times.getLast());
    }
  }

  private static void await(java.util.function.BooleanSupplier condition, String what)
      throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not within " + LIMIT + ": " + what);
      }
      TimeUnit.MICROSECONDS.sleep(200);
    }
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

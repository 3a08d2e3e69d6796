package io.gantry.e2e.disturbance;

import io.gantry.apimodel.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives the controllers, the scheduler and the node something to do: one Deployment, scaled up and
 * down. Each time it waits until there is what was asked for, so that the number of pods that ever
 * were is known: one more is a pod too many.
 */
final class DeploymentScaler {
  static final String NAME = "scaled";
  private static final int[] SIZES = {3, 1};
  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofMinutes(60);

  private final PlainApi api;
  private final String deployments;
  private final String pods;
  private final Promises promises;
  private final AtomicInteger expectedPods = new AtomicInteger();
  private volatile boolean ending;
  private Thread thread;

  DeploymentScaler(PlainApi api, String namespace, Promises promises) {
    this.api = api;
    this.deployments = "/apis/apps/v1/namespaces/" + namespace + "/deployments";
    this.pods = "/api/v1/namespaces/" + namespace + "/pods";
    this.promises = promises;
  }

  void start() {
    thread = Thread.ofVirtual().name("scaler").start(this::run);
  }

  /** True when the last size that was asked for is there. */
  boolean end(Duration within) throws InterruptedException {
    ending = true;
    return thread.join(within);
  }

  int expectedPods() {
    return expectedPods.get();
  }

  private void run() {
    try {
      int size = 2;
      create(size);
      awaitSize(size);
      for (int turn = 0; !ending; turn++) {
        int next = SIZES[turn % SIZES.length];
        scale(next);
        expectedPods.addAndGet(Math.max(0, next - size));
        size = next;
        awaitSize(size);
        promises.tally("scalings");
        Thread.sleep(500);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void create(int size) throws InterruptedException {
    ObjectNode deployment =
        Json.parseObject(
            """
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "%s"},
             "spec": {"replicas": %d, "selector": {"matchLabels": {"app": "scaled"}},
              "template": {"metadata": {"labels": {"app": "scaled"}},
               "spec": {"terminationGracePeriodSeconds": 0, "containers": [
                {"name": "sleeper", "image": "busybox:1.36", "command": ["sleep", "100000"]}]}}}}
            """
                .formatted(NAME, size));
    expectedPods.addAndGet(size);
    insist("POST", deployments, deployment, 201, 409);
  }

  private void scale(int size) throws InterruptedException {
    while (true) {
      ObjectNode deployment = (ObjectNode) api.insist("GET", deployments + "/" + NAME).body();
      Json.ensureObject(deployment, "spec").put("replicas", size);
      if (insist("PUT", deployments + "/" + NAME, deployment, 200, 409) == 200) {
        return;
      }
      // Its status was written meanwhile, or this very change was, and its answer lost.
    }
  }

  private int insist(String method, String path, ObjectNode body, int good, int other)
      throws InterruptedException {
    while (true) {
      try {
        PlainApi.Answer answer = api.send(method, path, body);
        if (answer.code() == good || answer.code() == other) {
          return answer.code();
        }
        if (answer.isFinal()) {
          promises.violated(method + " " + path + ": " + answer.code());
          return good;
        }
      } catch (IOException e) {
        // Asked again.
      }
      Thread.sleep(200);
    }
  }

  /**
   * As long as it takes: whether it took too long is the caller's to say, who waits for the end.
   */
  private void awaitSize(int size) throws InterruptedException {
    Await.until(
        size + " pods, all ready and no other",
        AS_LONG_AS_IT_TAKES,
        this::state,
        new State(size, size, true)::equals);
  }

  private record State(int ready, long alive, boolean observed) {}

  private State state() throws InterruptedException {
    PlainApi.Answer deployment = api.insist("GET", deployments + "/" + NAME);
    long generation = Json.number(deployment.body(), 0, "metadata", "generation");
    long observed = Json.number(deployment.body(), -1, "status", "observedGeneration");
    int ready = Json.integer(deployment.body(), 0, "status", "readyReplicas");
    return new State(ready, alive(), generation == observed);
  }

  private long alive() throws InterruptedException {
    return Json.items(api.insist("GET", pods).body(), "items").size();
  }
}

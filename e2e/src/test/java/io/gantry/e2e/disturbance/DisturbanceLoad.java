package io.gantry.e2e.disturbance;

import io.gantry.apimodel.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A process inside the lab: writes and watches until a file says stop, then says in another what it
 * found. Arguments: the cluster's state, the Kafka servers (or {@code -}), the file {@code stop},
 * the file for the report.
 */
public final class DisturbanceLoad {
  static final String NAMESPACE = "disturbed";
  private static final Duration BOUND = Duration.ofMinutes(60);
  private static final Duration SETTLE = Duration.ofMinutes(3);
  private static final String MAPS = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";
  private static final String PODS = "/api/v1/namespaces/" + NAMESPACE + "/pods";

  private DisturbanceLoad() {}

  public static void main(String[] arguments) throws Exception {
    Path state = Path.of(arguments[0]);
    Path stop = Path.of(arguments[2]);
    Path report = Path.of(arguments[3]);
    URI server = URI.create("https://127.0.0.1:" + Files.readString(state.resolve("port")).strip());
    PlainApi api = new PlainApi(server, state.resolve("pki"), Version.HTTP_2);
    PlainApi old = new PlainApi(server, state.resolve("pki"), Version.HTTP_1_1);
    Promises promises = new Promises();
    prepare(api, promises);
    List<Watcher> watchers =
        List.of(
            new Watcher(api, "http2-a", MAPS, ""),
            new Watcher(api, "http2-b", MAPS, ""),
            new Watcher(old, "http1", MAPS, ""));
    Watcher pods = new Watcher(api, "pods", PODS, "");
    watchers.forEach(Watcher::start);
    pods.start();
    TopicListener topic = new TopicListener(arguments[1], "gantry.changes.configmaps", NAMESPACE);
    boolean kafka = !arguments[1].equals("-");
    if (kafka) {
      topic.start();
    }
    Await.until(
        "every watcher has its first list",
        SETTLE,
        () -> Stream.concat(watchers.stream(), Stream.of(pods)).filter(w -> !w.isListed()).toList(),
        List::isEmpty);
    counters(api);
    Writers writers = new Writers(api, MAPS, promises);
    DeploymentScaler scaler = new DeploymentScaler(api, NAMESPACE, promises);
    writers.start();
    scaler.start();
    Await.until("told to stop", BOUND, () -> Files.exists(stop), told -> told);
    if (!writers.end(SETTLE)) {
      promises.violated("a writer could not end what it had begun");
    }
    if (!scaler.end(SETTLE)) {
      promises.violated("the deployment did not reach the size it was given");
    }
    // The last word: who has seen it has seen everything before it.
    writers.create("the-end");
    Await.until(
        "all have seen the end",
        SETTLE,
        () -> stillBehind(watchers, kafka ? List.of(topic.history()) : List.of()),
        List::isEmpty);
    Map<String, Checker.Stored> stored = stored(api);
    List<History> histories = watchers.stream().map(Watcher::history).toList();
    History fromTopic = kafka ? topic.history() : histories.getFirst();
    Map<String, List<String>> violations =
        new Checker(promises, stored).violations(histories, fromTopic);
    ObjectNode result = Json.object();
    ObjectNode counts = result.putObject("counts");
    promises.tallies().forEach(counts::put);
    counts.put("objects in the end", stored.size());
    for (History history : histories) {
      counts.put("events of " + history.observer(), history.seen().size());
      counts.put("connections of " + history.observer() + " that broke", history.resumed());
    }
    if (kafka) {
      counts.put("events of the topic", fromTopic.seen().size());
      counts.put("events of the topic that came twice", fromTopic.doubled());
    }
    counts.put("pods expected", scaler.expectedPods());
    counts.put(
        "pods ever",
        pods.history().seen().stream().filter(seen -> seen.type().equals("ADDED")).count());
    counts.put("pod watch gaps", pods.history().gaps());
    ObjectNode wrong = result.putObject("violations");
    violations.forEach(
        (kind, texts) -> texts.stream().limit(20).forEach(Json.ensureArray(wrong, kind)::add));
    Path written = report.resolveSibling(report.getFileName() + ".new");
    Files.write(written, Json.bytes(result));
    Files.move(written, report);
    System.exit(0);
  }

  private static void prepare(PlainApi api, Promises promises)
      throws IOException, InterruptedException {
    ObjectNode namespace = Json.object();
    namespace.put("apiVersion", "v1").put("kind", "Namespace");
    namespace.putObject("metadata").put("name", NAMESPACE);
    require(api.send("POST", "/api/v1/namespaces", namespace), 201);
    promises.tally("namespaces");
    // What a namespace is born with comes before anybody watches.
    Await.until(
        "the namespace's own ConfigMap",
        SETTLE,
        () -> api.insist("GET", MAPS + "/kube-root-ca.crt"),
        answer -> answer.code() == 200);
  }

  private static void counters(PlainApi api) throws IOException {
    for (int i = 0; i < 2; i++) {
      ObjectNode counter = Json.object();
      counter.put("apiVersion", "v1").put("kind", "ConfigMap");
      counter.putObject("metadata").put("name", "counter-" + i);
      counter.putObject("data").put("counter", "0");
      require(api.send("POST", MAPS, counter), 201);
    }
  }

  private static void require(PlainApi.Answer answer, int code) throws IOException {
    if (answer.code() != code) {
      throw new IOException("answered " + answer.code() + ": " + answer.body());
    }
  }

  private static List<String> stillBehind(List<Watcher> watchers, List<History> others) {
    return Stream.concat(watchers.stream().map(Watcher::history), others.stream())
        .filter(history -> !hasEnd(history))
        .map(history -> history.observer() + " after " + history.seen().size() + " events")
        .toList();
  }

  private static boolean hasEnd(History history) {
    return !history.seen().isEmpty() && history.seen().getLast().name().equals("the-end");
  }

  private static Map<String, Checker.Stored> stored(PlainApi api) throws InterruptedException {
    Map<String, Checker.Stored> stored = new HashMap<>();
    for (JsonNode item : Json.items(api.insist("GET", MAPS).body(), "items")) {
      String name = Json.text(item, "metadata", "name");
      if (!name.equals("kube-root-ca.crt")) {
        String counter = Json.text(item, "data", "counter");
        stored.put(
            name,
            new Checker.Stored(
                Json.text(item, "metadata", "uid"),
                counter.isEmpty() ? -1 : Long.parseLong(counter),
                Json.text(item, "metadata", "labels", "operation")));
      }
    }
    return stored;
  }
}

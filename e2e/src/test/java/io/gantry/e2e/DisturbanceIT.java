package io.gantry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.e2e.disturbance.Await;
import io.gantry.e2e.disturbance.DisturbanceLoad;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * The services form while each of its processes is killed once, and Kafka and Redis, too: clients
 * go on writing and watching, and a checker counts what they were promised against what is there
 * and what each of them saw.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DisturbanceIT {
  private static final System.Logger log = System.getLogger(DisturbanceIT.class.getName());
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** A JVM that starts beside eight others on two cores takes its time. */
  private static final Duration OVER_WITHIN = Duration.ofMinutes(5);

  private final LabCluster cluster = new LabCluster("disturb", "services");
  private JsonNode report;
  private Map<String, Integer> starts;

  @BeforeAll
  void disturb() throws Exception {
    cluster.start();
    Shell shell = cluster.shell(cluster.folder());
    recordContainerStarts(shell);
    startLoad(shell);
    for (Disturbance disturbance : disturbances()) {
      long begin = System.nanoTime();
      disturbance.happen(shell, OVER_WITHIN);
      log.log(
          System.Logger.Level.INFO,
          "{0}: over after {1} ms",
          disturbance.name(),
          Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }
    Files.createFile(cluster.folder().resolve("stop"));
    report = Json.parse(Files.readAllBytes(awaitFile("report.json", Duration.ofMinutes(15))));
    starts = containerStarts();
    log.log(System.Logger.Level.INFO, "counted: {0}", report);
  }

  private static List<Disturbance> disturbances() {
    List<Disturbance> all = new ArrayList<>();
    Disturbance.SERVICES.forEach(service -> all.add(Disturbance.killed(service)));
    all.add(Disturbance.kafkaKilled());
    all.add(Disturbance.redisKilled());
    all.add(Disturbance.redisFrozen(5));
    return all;
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private void recordContainerStarts(Shell shell) {
    String filters = "%7B%22type%22:%5B%22container%22%5D,%22event%22:%5B%22start%22%5D%7D";
    shell
        .run(
            "(setsid nohup curl -sN --unix-socket /var/run/docker.sock"
                + " 'http://docker/events?filters="
                + filters
                + "' >starts.json 2>/dev/null </dev/null &)",
            MINUTE)
        .orThrow("docker events");
  }

  private void startLoad(Shell shell) throws InterruptedException {
    shell
        .run(
            "(setsid nohup "
                + Path.of(System.getProperty("java.home"), "bin", "java")
                + " -XX:+UseSerialGC -Xmx256m -XX:TieredStopAtLevel=1 -cp '"
                + System.getProperty("java.class.path")
                + "' "
                + DisturbanceLoad.class.getName()
                + " /var/lib/gantry/gantry 127.0.0.1:9092 stop report.json >load.log 2>&1"
                + " </dev/null &)",
            MINUTE)
        .orThrow("load");
    String twoPods =
        "kubectl -n disturbed get deployment scaled -o jsonpath={.status.readyReplicas}";
    Await.until(
        "the load has begun",
        OVER_WITHIN,
        () -> shell.run(twoPods, MINUTE).output() + read("load.log"),
        seen -> seen.matches("(?s)[123].*"));
  }

  private Path awaitFile(String name, Duration within) throws InterruptedException {
    Path file = cluster.folder().resolve(name);
    String found =
        Await.until(
            "there is " + name,
            within,
            () -> Files.exists(file) ? name : read("load.log"),
            seen -> seen.equals(name) || seen.contains("Exception in thread"));
    assertThat(found).as("the load ended").isEqualTo(name);
    return file;
  }

  private String read(String name) {
    return cluster.shell(cluster.folder()).run("tail -n 30 " + name, MINUTE).output();
  }

  /** How often each container of the load's pods was started, by pod and container. */
  private Map<String, Integer> containerStarts() throws Exception {
    Map<String, Integer> all = new TreeMap<>();
    for (String line : Files.readAllLines(cluster.folder().resolve("starts.json"))) {
      JsonNode labels = Json.at(Json.parse(line), "Actor", "Attributes");
      if (Json.text(labels, "io.gantry.pod.namespace").equals("disturbed")) {
        String container = Json.text(labels, "io.gantry.container.name");
        all.merge(
            Json.text(labels, "io.gantry.pod.name")
                + " "
                + Json.text(labels, "io.gantry.pod.uid")
                + " "
                + (container.isEmpty() ? "sandbox" : container),
            1,
            Integer::sum);
      }
    }
    return all;
  }

  private long count(String what) {
    return Json.number(report, 0, "counts", what);
  }

  private void assertNone(String kind) {
    assertThat(Json.texts(report, "violations", kind)).as(kind + " in " + report).isEmpty();
  }

  @Test
  void clientsGotWhatTheyAskedFor() {
    assertNone("promises");
    assertThat(count("creates")).isGreaterThan(100);
    assertThat(count("updates")).isGreaterThan(100);
    assertThat(count("deletes")).isGreaterThan(20);
  }

  @Test
  void nothingAcknowledgedIsLost() {
    assertNone("lost");
  }

  @Test
  void nothingIsThereTwice() {
    assertNone("doubled");
  }

  @Test
  void watchersAndTheTopicSawEachChangeOnce() {
    assertNone("gap");
    assertThat(count("pod watch gaps")).isZero();
    assertThat(count("connections of http2-a that broke")).isPositive();
  }

  @Test
  void andInOrder() {
    assertNone("order");
  }

  @Test
  void noPodTooManyWasMade() {
    assertThat(count("pods ever")).isEqualTo(count("pods expected")).isGreaterThan(3);
  }

  @Test
  void noContainerWasStartedTwice() {
    assertThat(starts).isNotEmpty().allSatisfy((container, times) -> assertThat(times).isOne());
  }
}

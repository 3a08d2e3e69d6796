package io.gantry.benchmarks;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ListOptions;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.Resources;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * kill -9 in the middle of creates, of the JVM and of Redis in turn. Afterwards every object whose
 * create was answered must be there as it was answered, none twice, and whoever got no answer must
 * learn by asking again, with the same name, whether the object is there.
 */
final class CrashFigures implements Figure {
  private static final int KILLS = Integer.getInteger("kills", 10);
  private static final int CALLERS = 16;
  private static final int CREATES_BEFORE = 400;

  /** What became of the creates of one crash, by the label each of them carried. */
  private static final class Round {
    final Map<String, String> answered = new ConcurrentHashMap<>();
    final Queue<String> unanswered = new ConcurrentLinkedQueue<>();
    final Queue<String> refused = new ConcurrentLinkedQueue<>();
    final AtomicBoolean over = new AtomicBoolean();
  }

  private int answered;
  private int unanswered;
  private int missing;
  private int doubled;
  private int unknown;

  @Override
  public void measure(Cluster cluster, Report report) throws Exception {
    for (String victim : new String[] {"JVM", "Redis"}) {
      answered = unanswered = missing = doubled = unknown = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        crash(cluster, victim, victim.toLowerCase(java.util.Locale.ROOT) + "-" + kill);
      }
      report.row(
          "kill -9 of "
              + (victim.equals("JVM") ? "the JVM" : victim)
              + ", "
              + KILLS
              + " times in the middle of creates",
          "%,d answered, %d missing, %d doubled; %d without an answer, %d of them unknown"
              .formatted(answered, missing, doubled, unanswered, unknown),
          "",
          "none missing, doubled, unknown",
          missing == 0 && doubled == 0 && unknown == 0 && answered >= KILLS * CREATES_BEFORE);
    }
    cluster.removeConfigMapsBut("");
  }

  private void crash(Cluster cluster, String victim, String label) throws Exception {
    Round round = new Round();
    // A client of its own: its connection breaks.
    try (Cluster callersView = new Cluster(cluster);
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      AtomicInteger number = new AtomicInteger();
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(() -> createOn(callersView, round, label, number));
      }
      Waiting.until(
          Cluster.PATIENCE,
          "creates",
          () -> round.answered.size() >= CREATES_BEFORE || round.over.get());
      Thread.sleep(ThreadLocalRandom.current().nextInt(50));
      RunningProcess killed = victim.equals("JVM") ? cluster.jvm() : cluster.redis();
      killed.kill();
      Waiting.until(Cluster.PATIENCE, "the end of " + victim, () -> !killed.isAlive());
      if (victim.equals("JVM")) {
        // The last threads of a dead process may hold its port a while longer.
        Waiting.until(Cluster.PATIENCE, "a free port", () -> !cluster.listens());
      }
      if (victim.equals("JVM")) {
        round.over.set(true);
        cluster.run("up");
      } else {
        // Gantry starts it again by itself, and writes go on.
        int before = round.answered.size();
        Waiting.until(
            Cluster.PATIENCE, "creates after the crash", () -> round.answered.size() > before + 50);
        round.over.set(true);
      }
    }
    try (Cluster after = new Cluster(cluster);
        HttpClient http = after.connection()) {
      Waiting.until(Cluster.PATIENCE, "the API is ready", () -> after.isReady(http));
      judge(after, round, label);
    }
  }

  private static void createOn(Cluster cluster, Round round, String label, AtomicInteger number) {
    while (!round.over.get()) {
      String name = label + "-" + number.incrementAndGet();
      // Every second one gets its name from the server: there a doubled write would show.
      boolean generated = name.hashCode() % 2 == 0;
      try {
        ResourceObject made =
            cluster
                .client()
                .create(
                    Resources.CONFIG_MAPS,
                    "default",
                    Json.parseObject(object(name, label, generated)));
        round.answered.put(name, made.uid());
      } catch (StatusException e) {
        // Told that it was not written, or that nobody knows.
        round.refused.add(name);
        pause();
      } catch (UncheckedIOException e) {
        round.unanswered.add(name);
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String object(String name, String label, boolean generated) {
    return "{\"metadata\":{\"%s\":\"%s\",\"labels\":{\"load\":\"%s\",\"attempt\":\"%s\"}},\"data\":{\"text\":\"%s\"}}"
        .formatted(
            generated ? "generateName" : "name",
            generated ? name + "-" : name,
            label,
            name,
            "x".repeat(2048));
  }

  private void judge(Cluster cluster, Round round, String label) throws Exception {
    Map<String, Integer> times = new HashMap<>();
    Map<String, String> uids = new HashMap<>();
    for (ResourceObject found :
        cluster
            .client()
            .list(
                Resources.CONFIG_MAPS,
                "default",
                ListOptions.ALL.with(LabelSelector.parse("load=" + label)))
            .items()) {
      String attempt = found.labels().get("attempt");
      times.merge(attempt, 1, Integer::sum);
      uids.put(attempt, found.uid());
    }
    answered += round.answered.size();
    unanswered += round.unanswered.size() + round.refused.size();
    doubled += (int) times.values().stream().filter(count -> count > 1).count();
    missing +=
        (int)
            round.answered.entrySet().stream()
                .filter(made -> !made.getValue().equals(uids.get(made.getKey())))
                .count();
    for (Queue<String> open : java.util.List.of(round.unanswered, round.refused)) {
      for (String name : open) {
        if (name.hashCode() % 2 != 0 && !learns(cluster, name, label, times.containsKey(name))) {
          unknown++;
        }
      }
    }
  }

  /** Asking again makes the object, or is told that it is there: as it is. */
  private static boolean learns(Cluster cluster, String name, String label, boolean there) {
    try {
      cluster
          .client()
          .create(Resources.CONFIG_MAPS, "default", Json.parseObject(object(name, label, false)));
      return !there;
    } catch (StatusException e) {
      return e.status().code() == 409 && there;
    }
  }
}

package io.gantry.benchmarks;

import io.gantry.apimodel.Json;
import io.gantry.controlruntime.Resources;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http2.client.HTTP2Client;

/**
 * A thousand watchers on eight connections see 500 ConfigMaps of 2 KiB, made at 50 per second: none
 * missing, none twice; how long from the moment a create was sent to the moment each saw it.
 */
final class WatchFigures implements Figure {
  private static final int WATCHERS = 1000;
  private static final int CONNECTIONS = 8;
  private static final int EVENTS = 500;
  private static final int WARM_UP = 100;
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1) / 50;
  private static final String MARK = "\"number\":\"";

  /** Of one run: when each create was sent, and what every watcher saw. */
  private static final class Run {
    final long[] sent;
    final List<Watcher> watchers = new ArrayList<>();
    final AtomicInteger seen = new AtomicInteger();

    Run(int events) {
      sent = new long[events];
    }

    synchronized Watcher watcher() {
      Watcher made = new Watcher(this);
      watchers.add(made);
      return made;
    }
  }

  /** Finds the numbers of the events in the bytes; a number may be cut by the end of a part. */
  private static final class Watcher implements WatchConnection.Reader {
    private static final byte[] LOOKED_FOR = MARK.getBytes(StandardCharsets.ISO_8859_1);
    private final Run run;
    private final BitSet numbers;
    private final double[] millis;
    private int doubled;
    private int matched;
    private int number;

    Watcher(Run run) {
      this.run = run;
      numbers = new BitSet(run.sent.length);
      millis = new double[run.sent.length];
    }

    @Override
    public void read(ByteBuffer part) {
      while (part.hasRemaining()) {
        byte next = part.get();
        if (matched == LOOKED_FOR.length) {
          if (next != '"') {
            number = number * 10 + next - '0';
          } else {
            saw(number);
            matched = 0;
            number = 0;
          }
        } else if (next == LOOKED_FOR[matched]) {
          matched++;
        } else {
          matched = next == LOOKED_FOR[0] ? 1 : 0;
        }
      }
    }

    private void saw(int event) {
      if (numbers.get(event)) {
        doubled++;
        return;
      }
      numbers.set(event);
      millis[event] = (System.nanoTime() - run.sent[event]) / 1e6;
      run.seen.incrementAndGet();
    }
  }

  @Override
  public void measure(Cluster cluster, Report report) throws Exception {
    HTTP2Client http = WatchConnection.client();
    try {
      run(cluster, http, "warm-up", WARM_UP);
      RunningProcess jvm = cluster.jvm();
      long before = jvm.cpuMillis();
      Run run = run(cluster, http, "counted", EVENTS);
      double micros = (jvm.cpuMillis() - before) * 1000.0 / run.seen.get();
      int lost = 0;
      int doubled = 0;
      List<double[]> all = new ArrayList<>();
      for (Watcher watcher : run.watchers) {
        lost += EVENTS - watcher.numbers.cardinality();
        doubled += watcher.doubled;
        all.add(watcher.numbers.stream().mapToDouble(event -> watcher.millis[event]).toArray());
      }
      double[] millis = all.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
      double late = Report.quantile(millis, 0.99);
      report.row(
          "1,000 watchers of 500 creates at 50 per second",
          "%d lost, %d doubled, p50 %.0f ms, p99 %.0f ms (CPU %.0f us per event seen)"
              .formatted(lost, doubled, Report.median(millis), late, micros),
          "Kubernetes p99 197 ms",
          "none lost or doubled, p99 at most 150 ms",
          lost == 0 && doubled == 0 && late <= 150);
    } finally {
      http.stop();
      cluster.removeConfigMapsBut("");
    }
  }

  private static Run run(Cluster cluster, HTTP2Client http, String label, int events)
      throws Exception {
    Run run = new Run(events);
    List<WatchConnection> connections = new ArrayList<>();
    CountDownLatch watching = new CountDownLatch(WATCHERS);
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        connections.add(new WatchConnection(http, cluster));
      }
      String path =
          "/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=600&labelSelector=load%3D"
              + label;
      for (int i = 0; i < WATCHERS; i++) {
        connections.get(i % CONNECTIONS).watch(path, run::watcher, watching::countDown);
      }
      if (!watching.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException(watching.getCount() + " watches were not answered");
      }
      create(cluster, run, label);
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (run.seen.get() < events * WATCHERS && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      // What comes twice may come late.
      Thread.sleep(500);
    } finally {
      for (WatchConnection connection : connections) {
        connection.close();
      }
    }
    return run;
  }

  private static void create(Cluster cluster, Run run, String label) throws InterruptedException {
    long begin = System.nanoTime();
    String filler = "x".repeat(2048);
    try (ExecutorService callers = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < run.sent.length; i++) {
        long wait = begin + i * EVERY_NANOS - System.nanoTime();
        if (wait > 0) {
          TimeUnit.NANOSECONDS.sleep(wait);
        }
        int number = i;
        callers.execute(
            () -> {
              String object =
                  "{\"metadata\":{\"name\":\"%s-%d\",\"labels\":{\"load\":\"%s\"}},\"data\":{\"number\":\"%d\",\"text\":\"%s\"}}"
                      .formatted(label, number, label, number, filler);
              run.sent[number] = System.nanoTime();
              cluster.client().create(Resources.CONFIG_MAPS, "default", Json.parseObject(object));
            });
      }
    }
  }
}

package io.gantry.benchmarks;

import io.gantry.apimodel.Json;
import io.gantry.controlruntime.Resources;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A list of 20,000 ConfigMaps of 2 KiB, whole and through a selector that matches none; a hundred
 * whole ones over one connection beside a watch that must see what is created meanwhile.
 */
final class ListFigures implements Figure {
  private static final int OBJECTS = 20_000;
  private static final int LISTS = 100;
  private static final int TIMED = 25;
  private static final int WARM_UP = 10;
  private static final int SELECTED = 200;

  @Override
  public void measure(Cluster cluster, Report report) throws Exception {
    Path body = Files.createTempFile("configmap", ".json");
    Files.writeString(
        body,
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"generateName\":\"listed-\",\"labels\":{\"load\":\"list\"}},\"data\":{\"text\":\""
            + "x".repeat(2048)
            + "\"}}");
    String token = "authorization: Bearer " + cluster.token();
    String maps = cluster.api() + "/api/v1/namespaces/default/configmaps";
    H2load reader = new H2load(1, 1, List.of(token), null);
    try {
      new H2load(4, 16, List.of("content-type: application/json", token), body).run(OBJECTS, maps);
      reader.run(WARM_UP, maps);
      double[] whole = reader.run(TIMED, maps).millis();
      reader.run(SELECTED, maps + "?labelSelector=load%3Dnone");
      double[] none = reader.run(SELECTED, maps + "?labelSelector=load%3Dnone").millis();
      byte[] list = read(cluster, maps);
      double[] echoed = echoed(cluster, reader, list);
      report.atMost(
          "list of 20,000 ConfigMaps, " + list.length / 1_000_000 + " MB",
          Report.median(whole),
          180,
          Report.whole(Report.median(whole)) + " ms",
          "Kubernetes 180 ms; bare Jetty "
              + Report.whole(Report.median(echoed))
              + " ms for the same bytes",
          1);
      report.atMost(
          "the same with a selector that matches none",
          Report.median(none),
          4.5,
          Report.number(Report.median(none)) + " ms",
          "Kubernetes 4.5 ms",
          5 / 4.5);
      besideWatch(cluster, report, maps);
    } finally {
      Files.delete(body);
      cluster.removeConfigMapsBut("");
    }
  }

  private static byte[] read(Cluster cluster, String url) throws Exception {
    try (HttpClient http = cluster.connection()) {
      return http.send(get(url), HttpResponse.BodyHandlers.ofByteArray()).body();
    }
  }

  private static HttpRequest get(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }

  /** What a bare Jetty needs for the same bytes. */
  private static double[] echoed(Cluster cluster, H2load reader, byte[] list) throws Exception {
    try (EchoProcess echo = EchoProcess.start(cluster);
        HttpClient http = cluster.connection()) {
      HttpRequest post =
          HttpRequest.newBuilder(URI.create(echo.url()))
              .POST(HttpRequest.BodyPublishers.ofByteArray(list))
              .build();
      http.send(post, HttpResponse.BodyHandlers.discarding());
      reader.run(WARM_UP, echo.url());
      return reader.run(TIMED, echo.url()).millis();
    }
  }

  /** One connection carries the lists and the watch, as a kubectl's or a controller's does. */
  private static void besideWatch(Cluster cluster, Report report, String maps) throws Exception {
    AtomicInteger seen = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(1);
    int whole = 0;
    try (HttpClient http = cluster.connection()) {
      HttpResponse<java.io.InputStream> watch =
          http.send(
              get(maps + "?watch=1&labelSelector=load%3Dbeside&timeoutSeconds=600"),
              HttpResponse.BodyHandlers.ofInputStream());
      Thread.ofVirtual().start(() -> count(watch.body(), seen, ended));
      long size = -1;
      for (int i = 0; i < LISTS; i++) {
        cluster
            .client()
            .create(
                Resources.CONFIG_MAPS,
                "default",
                Json.parseObject(
                    "{\"metadata\":{\"generateName\":\"beside-\",\"labels\":{\"load\":\"beside\"}}}"));
        long length =
            http.send(
                    get(maps + "?labelSelector=load%3Dlist"),
                    HttpResponse.BodyHandlers.ofByteArray())
                .body()
                .length;
        // The list's own revision may grow by a digit.
        whole += size < 0 || Math.abs(length - size) <= 2 ? 1 : 0;
        size = length;
      }
      Waiting.until(
          Cluster.PATIENCE,
          "the watch sees all",
          () -> seen.get() >= LISTS || ended.getCount() == 0);
      report.row(
          LISTS + " such lists beside a watch on one connection",
          whole
              + " whole, "
              + seen
              + " events seen"
              + (ended.getCount() == 0 ? ", watch ended" : ""),
          "",
          "all whole, watch alive",
          whole == LISTS && seen.get() == LISTS && ended.getCount() == 1);
      http.shutdownNow();
    }
  }

  private static void count(java.io.InputStream watch, AtomicInteger seen, CountDownLatch ended) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(watch, StandardCharsets.UTF_8))) {
      while (lines.readLine() != null) {
        seen.incrementAndGet();
      }
    } catch (IOException e) {
      // Counted as an end below.
    }
    ended.countDown();
  }
}

package io.gantry.controlruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gantry.apimodel.Change;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ListOptions;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.changefeed.FeedFilter;
import io.gantry.changefeed.ListWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes over the wire, against a server that answers what the test says. */
class HttpApiClientTest {
  record Answer(int code, String body) {}

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private Function<String, Answer> answers = request -> new Answer(200, "{}");
  private final HttpServer server;
  private final HttpEndpoint endpoint;
  private final List<String> tokens = new ArrayList<>(List.of("old", "new"));
  private final HttpApiClient client;

  HttpApiClientTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
    endpoint =
        new HttpEndpoint(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), null);
    client =
        new HttpApiClient(
            endpoint,
            new TokenSource() {
              @Override
              public String token() {
                return tokens.getFirst();
              }

              @Override
              public void refused(String token) {
                tokens.remove(token);
              }
            },
            "test/1");
  }

  @AfterEach
  void stop() {
    endpoint.close();
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(
        request
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + exchange.getRequestHeaders().getFirst("Content-Type")
            + " "
            + body);
    Answer answer = answers.apply(request);
    byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void requestsAreKubernetesRequests() {
    answers = request -> new Answer(200, POD.formatted("a", 7));
    ResourceObject pod = client.get(Resources.PODS, "ns", "a");
    assertThat(pod.revision()).isEqualTo(7);
    assertThat(pod.fields()).containsEntry("spec.nodeName", "n1");
    client.patch(
        Resources.PODS, "ns", "a", "status", PatchType.MERGE, Json.parseObject("{\"x\":1}"));
    client.createSubresource(Resources.PODS, "ns", "a", "binding", Json.object());
    client.delete(Resources.PODS, "ns", "a", DeleteOptions.DEFAULT.onlyUid("u"));
    client.update(Resources.DEPLOYMENTS, "ns", "status", Json.parseObject(POD.formatted("a", 7)));
    assertThat(asked.get(0)).isEqualTo("GET /api/v1/namespaces/ns/pods/a Bearer old null ");
    assertThat(asked.get(1))
        .isEqualTo(
            "PATCH /api/v1/namespaces/ns/pods/a/status Bearer old"
                + " application/merge-patch+json {\"x\":1}");
    assertThat(asked.get(2))
        .startsWith("POST /api/v1/namespaces/ns/pods/a/binding Bearer old application/json");
    assertThat(asked.get(3))
        .startsWith("DELETE /api/v1/namespaces/ns/pods/a ")
        .contains("\"preconditions\":{\"uid\":\"u\"}");
    assertThat(asked.get(4)).startsWith("PUT /apis/apps/v1/namespaces/ns/deployments/a/status ");
  }

  @Test
  void aRefusalIsAStatus() {
    answers =
        request ->
            new Answer(
                409,
                "{\"kind\":\"Status\",\"reason\":\"AlreadyExists\",\"message\":\"pods \\\"a\\\""
                    + " already exists\",\"code\":409}");
    assertThatThrownBy(() -> client.create(Resources.PODS, "ns", Json.object()))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.isAlreadyExists()).isTrue())
        .hasMessage("pods \"a\" already exists");
    answers = request -> new Answer(503, "no healthy upstream\n");
    assertThatThrownBy(() -> client.get(Resources.PODS, "ns", "a"))
        .isInstanceOfSatisfying(StatusException.class, e -> assertThat(e.code()).isEqualTo(503))
        .hasMessage("no healthy upstream");
  }

  @Test
  void aRefusedTokenIsReplacedOnce() {
    answers =
        request ->
            asked.getLast().contains("Bearer new") ? new Answer(200, "{}") : new Answer(401, "");
    client.get(Resources.PODS, "ns", "a");
    assertThat(asked).hasSize(2);
    tokens.clear();
    tokens.addAll(List.of("expired", "expired too"));
    assertThatThrownBy(() -> client.get(Resources.PODS, "ns", "a"))
        .isInstanceOfSatisfying(StatusException.class, e -> assertThat(e.code()).isEqualTo(401));
  }

  @Test
  void noAnswerAtAllIsAnUnknownOutcome() {
    server.stop(0);
    assertThatThrownBy(() -> client.get(Resources.PODS, "ns", "a"))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void listsArePutTogetherFromChunks() throws Exception {
    answers =
        request ->
            request.contains("continue=next")
                ? new Answer(
                    200,
                    "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"9\"},"
                        + "\"items\":[{\"metadata\":{\"name\":\"b\"}}]}")
                : new Answer(
                    200,
                    "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"9\","
                        + "\"continue\":\"next\"},\"items\":[{\"metadata\":{\"name\":\"a\"}}]}");
    FeedFilter filter =
        new FeedFilter("", LabelSelector.parse("app in (a,b)"), FieldSelector.EVERYTHING);
    Listing all = new HttpListWatch(client, new Random(1)).list(Resources.PODS, filter);
    assertThat(all.revision()).isEqualTo(9);
    assertThat(all.items()).extracting(ResourceObject::name).containsExactly("a", "b");
    assertThat(Json.text(all.items().getFirst().tree(), "kind")).isEqualTo("Pod");
    assertThat(asked.getFirst())
        .startsWith("GET /api/v1/pods?labelSelector=app+in+%28a%2Cb%29&limit=500 ");
    assertThat(ListOptions.ALL.limit()).isZero();
  }

  @Test
  void aWatchHandsOverEventsAndTellsHowItEnded() throws Exception {
    String events =
        event("ADDED", POD.formatted("a", 11))
            + event("DELETED", POD.formatted("a", 12))
            + event("BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"15\"}}");
    answers = request -> new Answer(200, events);
    List<String> seen = new ArrayList<>();
    ListWatch.Sink sink =
        new ListWatch.Sink() {
          @Override
          public void change(Change change) {
            seen.add(change.type() + " " + change.object().name() + "@" + change.revision());
          }

          @Override
          public void bookmark(long revision) {
            seen.add("at " + revision);
          }
        };
    HttpListWatch watch = new HttpListWatch(client, new Random(1));
    assertThat(watch.watch(Resources.PODS, FeedFilter.ALL, 10, sink))
        .isEqualTo(ListWatch.End.CLOSED);
    assertThat(seen).containsExactly("ADDED a@11", "DELETED a@12", "at 15");
    assertThat(asked.getFirst())
        .contains("watch=true")
        .contains("allowWatchBookmarks=true")
        .contains("resourceVersion=10");

    answers = request -> new Answer(200, event("ERROR", "{\"kind\":\"Status\",\"code\":410}"));
    assertThat(watch.watch(Resources.PODS, FeedFilter.ALL, 10, sink)).isEqualTo(ListWatch.End.GONE);
    answers = request -> new Answer(410, "{\"kind\":\"Status\",\"code\":410}");
    assertThat(watch.watch(Resources.PODS, FeedFilter.ALL, 10, sink)).isEqualTo(ListWatch.End.GONE);
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void anInterruptEndsAWatchThatIsSilent() throws Exception {
    CountDownLatch streaming = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    server.createContext(
        "/silent",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('\n');
          exchange.getResponseBody().flush();
          streaming.countDown();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    List<String> ended = new CopyOnWriteArrayList<>();
    HttpEndpoint silent =
        new HttpEndpoint(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), null);
    Thread watcher =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (var stream =
                      new HttpApiClient(silent, TokenSource.NONE, "t").stream("/silent")) {
                    stream.readAllBytes();
                    ended.add("read all");
                  } catch (IOException | UncheckedIOException e) {
                    ended.add("interrupted " + Thread.currentThread().isInterrupted());
                  }
                });
    streaming.await();
    watcher.interrupt();
    watcher.join();
    over.countDown();
    silent.close();
    assertThat(ended).hasSize(1).allMatch(how -> how.startsWith("interrupted"));
  }

  private static final String POD =
      "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"ns\",\"resourceVersion\":\"%d\"},"
          + "\"spec\":{\"nodeName\":\"n1\"}}";

  private static String event(String type, String object) {
    return "{\"type\":\"" + type + "\",\"object\":" + object + "}\n";
  }
}

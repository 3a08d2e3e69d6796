package io.gantry.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apiaccess.RequestInfoParser;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.apimodel.StatusException;
import io.gantry.gateway.route.ProxyRoute;
import io.gantry.gateway.route.ResourceRoute;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProxyGatewayTest {
  @TempDir Path folder;
  private FakeResourceService service;
  private ProxyRoute route;
  private GatewayFixture fixture;

  @BeforeEach
  void start() throws IOException {
    ClusterPki pki = ClusterPki.open(folder.resolve("pki"), List.of(), InstantSource.system());
    service = new FakeResourceService(pki);
    route = new ProxyRoute(service.uri(), TlsContexts.of(pki.frontProxyClient(), pki.clusterCa()));
    route.start();
    fixture = new GatewayFixture(folder.resolve("pki"), route);
  }

  @AfterEach
  void stop() {
    fixture.close();
    route.close();
    service.close();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void theUserTravelsInHeadersOfOursOnly(HttpClient.Version version) throws Exception {
    HttpClient node = fixture.client(fixture.pki.node("n1"), version);

    String seen =
        fixture
            .get(
                node,
                "/api/v1/pods?limit=5&labelSelector=a%3Db",
                "X-Remote-User",
                "admin",
                "X-Remote-Group",
                "system:masters",
                "X-Mine",
                "kept")
            .body();

    assertThat(seen)
        .contains("GET /api/v1/pods?limit=5&labelSelector=a%3Db")
        .contains("protocol HTTP/2.0")
        .contains("name=system:node:n1")
        .contains("groups=[system:nodes, system:authenticated]")
        .contains("x-mine: kept")
        .doesNotContain("system:masters");
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void bodiesOfKnownAndUnknownLengthArrive(HttpClient.Version version) throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), version);
    byte[] body = "{\"a\":1}".getBytes();

    for (HttpRequest.BodyPublisher publisher :
        List.of(
            HttpRequest.BodyPublishers.ofByteArray(body),
            HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
      HttpResponse<String> answer =
          admin.send(
              HttpRequest.newBuilder(fixture.uri("/api/v1/namespaces/x/pods"))
                  .POST(publisher)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).endsWith("body {\"a\":1}");
    }
    HttpResponse<String> deleted =
        admin.send(
            HttpRequest.newBuilder(fixture.uri("/api/v1/namespaces/x/pods/p")).DELETE().build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(deleted.body()).startsWith("DELETE /api/v1/namespaces/x/pods/p").endsWith("body ");
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aSilentWatchHasBegunAndPassesEventsAndEnd(HttpClient.Version version) throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), version);

    HttpResponse<InputStream> watch = watch(admin);

    assertThat(watch.statusCode()).isEqualTo(200);
    BufferedReader lines = new BufferedReader(new InputStreamReader(watch.body()));
    service.resources.emit("one");
    assertThat(lines.readLine()).isEqualTo("one");
    service.resources.emit("two");
    assertThat(lines.readLine()).isEqualTo("two");
    service.resources.endWatches();
    assertThat(lines.readLine()).isNull();
  }

  @Test
  void aWatcherThatLeavesOverHttp2EndsTheWatchBehind() throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);
    HttpResponse<InputStream> watch = watch(admin);

    watch.body().close();

    Eventually.see(service.resources::failedWatches, failed -> failed == 1);
    Eventually.see(
        () -> fixture.registry.get("apiserver.current.inflight.requests").gauge().value(),
        inFlight -> inFlight == 0);
  }

  @Test
  void manyWatchesBesideBigLists() throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);
    List<BufferedReader> watches = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      watches.add(new BufferedReader(new InputStreamReader(watch(admin).body())));
    }
    for (int i = 0; i < 5; i++) {
      HttpResponse<byte[]> list =
          admin.send(
              HttpRequest.newBuilder(fixture.uri("/api/v1/big?mb=20")).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(list.body()).hasSize(20 << 20);
    }
    service.resources.emit("event");
    for (BufferedReader watch : watches) {
      assertThat(watch.readLine()).isEqualTo("event");
    }
  }

  @Test
  void refusalsPassAsTheyAre() throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);

    HttpResponse<String> gone = fixture.get(admin, "/api/v1/gone");

    assertThat(gone.statusCode()).isEqualTo(410);
    assertThat(gone.body()).isEqualTo("{\"kind\":\"Status\",\"code\":410}");
  }

  @Test
  void aServiceThatIsAwayIsUnavailable() throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);
    fixture.get(admin, "/api/v1/pods");
    service.close();

    HttpResponse<String> away = fixture.get(admin, "/api/v1/pods");

    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.body()).contains("\"reason\":\"ServiceUnavailable\"");
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void soItIsForThoseWhoSendABody(HttpClient.Version version) throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), version);
    fixture.get(admin, "/api/v1/pods");
    service.close();
    for (int i = 0; i < 50; i++) {
      HttpResponse<String> away =
          admin.send(
              HttpRequest.newBuilder(fixture.uri("/api/v1/pods"))
                  .POST(HttpRequest.BodyPublishers.ofString("{\"a\":" + i + "}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(away.statusCode()).isEqualTo(503);
      assertThat(away.body()).contains("\"reason\":\"ServiceUnavailable\"");
    }
  }

  @Test
  void nodesAreResolvedUnderTheUsersName() {
    UserInfo user = UserInfo.of("jane", List.of("dev"));
    String path = "/api/v1/namespaces/x/pods/p/exec";

    assertThat(
            route.resolve(
                user,
                RequestInfoParser.parse("POST", path, "command=a%20b"),
                "POST",
                "command=a%20b"))
        .contains(
            new ResourceRoute.NodeTarget(
                "https", "10.0.0.1", 10250, "/POST" + path + "?command=a%20b"));
    assertThatThrownBy(
            () ->
                route.resolve(
                    UserInfo.ANONYMOUS, RequestInfoParser.parse("GET", path, ""), "GET", null))
        .isInstanceOfSatisfying(
            StatusException.class,
            e -> assertThat(e.status().message()).isEqualTo("asked by system:anonymous"));
  }

  private HttpResponse<InputStream> watch(HttpClient client) throws Exception {
    return client.send(
        HttpRequest.newBuilder(fixture.uri("/api/v1/pods?watch=true")).build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }
}

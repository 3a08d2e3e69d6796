package io.gantry.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apiaccess.BoundObjects;
import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.gateway.route.InProcessRoute;
import io.gantry.httpsserver.ClientCertificates;
import io.gantry.httpsserver.HttpsServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InProcessGatewayTest {
  @TempDir Path folder;
  private final FakeResources resources = new FakeResources();
  private GatewayFixture fixture;

  @BeforeEach
  void start() throws IOException {
    // Connections may be idle for a second only: watches must live longer.
    fixture =
        new GatewayFixture(
            folder.resolve("pki"),
            new InProcessRoute(
                resources,
                (user, request, method, query) -> {
                  throw new AssertionError("no node is asked here");
                }),
            Duration.ofSeconds(1));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aCertificateSaysWhoTheUserIs(HttpClient.Version version) throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), version);

    HttpResponse<String> answer = fixture.get(admin, "/api/v1/pods?limit=5");

    assertThat(answer.version()).isEqualTo(version);
    assertThat(answer.body())
        .contains("GET /api/v1/pods?limit=5")
        .contains("name=kubernetes-admin")
        .contains("[system:masters, system:authenticated]");
  }

  @Test
  void nobodyIsAnonymous() throws Exception {
    HttpClient nobody = fixture.client(null, HttpClient.Version.HTTP_2);

    assertThat(fixture.get(nobody, "/api/v1/pods").body())
        .contains("name=system:anonymous")
        .contains("[system:unauthenticated]");
    assertThat(fixture.get(nobody, "/api/v1/pods", "Authorization", "Basic eDp5").body())
        .contains("name=system:anonymous");
  }

  @Test
  void aTokenCountsWhileItsAccountLives() throws Exception {
    HttpClient nobody = fixture.client(null, HttpClient.Version.HTTP_2);
    String bearer = "Bearer " + fixture.token("x", "robot", "u1");
    fixture.objects.put("serviceaccounts/x/robot", new BoundObjects.State("u1", null));

    assertThat(fixture.get(nobody, "/api/v1/pods", "Authorization", bearer).body())
        .contains("name=system:serviceaccount:x:robot");

    fixture.objects.put("serviceaccounts/x/robot", new BoundObjects.State("u2", null));
    HttpResponse<String> refused = fixture.get(nobody, "/api/v1/pods", "Authorization", bearer);
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body())
        .isEqualTo(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                + "\"message\":\"Unauthorized\",\"reason\":\"Unauthorized\",\"code\":401}");
  }

  @Test
  void wrongCredentialsAreAnsweredNotDropped() throws Exception {
    HttpClient nobody = fixture.client(null, HttpClient.Version.HTTP_1_1);
    ClusterPki stranger =
        ClusterPki.open(folder.resolve("stranger"), List.of(), InstantSource.system());
    HttpClient strange = fixture.client(stranger.admin(), HttpClient.Version.HTTP_2);

    assertThat(fixture.get(nobody, "/api", "Authorization", "Bearer nonsense").statusCode())
        .isEqualTo(401);
    assertThat(fixture.get(strange, "/api").statusCode()).isEqualTo(401);
    assertThat(
            fixture
                .get(
                    fixture.client(
                        fixture.pki.kubeletServing("n", List.of()), HttpClient.Version.HTTP_2),
                    "/api")
                .statusCode())
        .as("a certificate for servers makes no client")
        .isEqualTo(401);
  }

  @Test
  void nobodySaysWhoTheyAreByHeader() throws Exception {
    HttpClient nobody = fixture.client(null, HttpClient.Version.HTTP_1_1);

    String seen =
        fixture
            .get(
                nobody,
                "/api/v1/pods",
                "X-Remote-User",
                "admin",
                "x-remote-group",
                "system:masters",
                "X-Remote-Extra-Scopes",
                "all",
                "X-Gantry-Resolve",
                "true",
                "X-Mine",
                "kept")
            .body();

    assertThat(seen).contains("name=system:anonymous").contains("x-mine: kept");
    assertThat(seen.toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("x-remote", "x-gantry", "system:masters");
  }

  @Test
  void impersonationNeedsPermission() throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);
    HttpClient node = fixture.client(fixture.pki.node("n1"), HttpClient.Version.HTTP_2);
    String[] as = {"Impersonate-User", "jane", "Impersonate-Group", "dev", "Impersonate-Uid", "7"};

    String seen = fixture.get(admin, "/api/v1/pods", as).body();
    assertThat(seen)
        .contains("name=jane, uid=7, groups=[dev, system:authenticated]")
        .doesNotContain("impersonate-");

    HttpResponse<String> refused = fixture.get(node, "/api/v1/pods", as);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .contains(
            "users \\\"jane\\\" is forbidden: User \\\"system:node:n1\\\" cannot impersonate resource"
                + " \\\"users\\\" in API group \\\"\\\" at the cluster scope");
    assertThat(fixture.get(admin, "/api", "Impersonate-Group", "dev").statusCode()).isEqualTo(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api//v1/pods", "/api/v1/pods%2fx", "/api/v1/%2e%2e/pods", "/api/v1/pods;x=y"})
  void pathsWithTwoReadingsAreRefused(String path) throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_1_1);

    HttpResponse<String> refused = fixture.get(admin, path);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("\"reason\":\"BadRequest\"");
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aSilentWatchHasBegunAndLives(HttpClient.Version version) throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), version);

    HttpResponse<InputStream> watch =
        admin.send(
            HttpRequest.newBuilder(fixture.uri("/api/v1/pods?watch=true")).build(),
            HttpResponse.BodyHandlers.ofInputStream());

    assertThat(watch.statusCode()).isEqualTo(200);
    BufferedReader lines = new BufferedReader(new InputStreamReader(watch.body()));
    // Three times the idle time of a connection, told by the clock of the machine itself.
    long until = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    Eventually.see(System::nanoTime, now -> now > until);
    resources.emit("{\"type\":\"ADDED\"}");
    assertThat(lines.readLine()).isEqualTo("{\"type\":\"ADDED\"}");
    resources.endWatches();
    assertThat(lines.readLine()).isNull();
  }

  @Test
  void aWatcherThatLeavesOverHttp2EndsTheWatch() throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);
    HttpResponse<InputStream> watch =
        admin.send(
            HttpRequest.newBuilder(fixture.uri("/api/v1/pods?watch=true")).build(),
            HttpResponse.BodyHandlers.ofInputStream());

    watch.body().close();

    Eventually.see(resources::failedWatches, failed -> failed == 1);
    Eventually.see(
        () -> fixture.registry.get("apiserver.current.inflight.requests").gauge().value(),
        inFlight -> inFlight == 0);
  }

  @Test
  void bigListsBesideAWatchKeepTheConnection() throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);
    HttpResponse<InputStream> watch =
        admin.send(
            HttpRequest.newBuilder(fixture.uri("/api/v1/pods?watch=true")).build(),
            HttpResponse.BodyHandlers.ofInputStream());

    for (int i = 0; i < 20; i++) {
      HttpResponse<byte[]> list =
          admin.send(
              HttpRequest.newBuilder(fixture.uri("/api/v1/big?mb=10")).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(list.body()).hasSize(10 << 20);
    }

    resources.emit("still here");
    assertThat(new BufferedReader(new InputStreamReader(watch.body())).readLine())
        .isEqualTo("still here");
  }

  @Test
  void bodiesArrive() throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);

    HttpResponse<String> answer =
        admin.send(
            HttpRequest.newBuilder(fixture.uri("/api/v1/namespaces/x/pods"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"a\":1}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(answer.body()).endsWith("body {\"a\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/broken", "/api/v1/broken?async=true"})
  void aBugBehindTheRouteIsAnAnswer(String path) throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);

    HttpResponse<String> answer = fixture.get(admin, path);

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("Internal error occurred: a bug");
  }

  @Test
  void aTakenPortIsSaidInASentence() {
    HttpsServer second =
        new HttpsServer(
            "test",
            "127.0.0.1",
            fixture.gateway.port(),
            Duration.ofMinutes(5),
            TlsContexts.of(fixture.pki.apiServer(), fixture.pki.clusterCa()),
            ClientCertificates.WANTED,
            resources);

    assertThatThrownBy(second::start)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the API cannot listen on 127.0.0.1:"
                + fixture.gateway.port()
                + ": Address already in use");
  }

  @Test
  void countsRequestsAsKubernetesDoes() throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);
    fixture.get(admin, "/apis/apps/v1/namespaces/x/deployments/d");
    fixture.get(admin, "/apis/apps/v1/namespaces/x/deployments/d");

    Eventually.see(
        () ->
            fixture
                .registry
                .find("apiserver.request")
                .tags("verb", "GET", "group", "apps", "resource", "deployments", "code", "200")
                .counters()
                .stream()
                .mapToDouble(c -> c.count())
                .sum(),
        count -> count == 2);
  }
}

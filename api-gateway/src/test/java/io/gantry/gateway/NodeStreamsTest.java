package io.gantry.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import io.gantry.gateway.route.InProcessRoute;
import io.gantry.gateway.route.ResourceRoute;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class NodeStreamsTest {
  private static final String POD = "/api/v1/namespaces/x/pods/p";

  @TempDir Path folder;
  private GatewayFixture fixture;
  private FakeKubelet kubelet;
  private volatile String kubeletHost = "127.0.0.1";

  @BeforeEach
  void start() throws IOException {
    fixture =
        new GatewayFixture(
            folder.resolve("pki"), new InProcessRoute(new FakeResources(), this::resolve));
    kubelet = new FakeKubelet(fixture.pki);
  }

  @AfterEach
  void stop() throws IOException {
    kubelet.close();
    fixture.close();
  }

  private Optional<ResourceRoute.NodeTarget> resolve(
      UserInfo user, RequestInfo request, String method, String query) {
    if (user.equals(UserInfo.ANONYMOUS)) {
      throw ApiStatus.forbidden(request.groupResource(), request.name(), "no").asException();
    }
    String path =
        switch (request.subresource()) {
          case "log" -> "/containerLogs/x/p/c";
          case "exec" -> "/exec/x/p/c";
          case "attach" -> "/refused";
          default -> "/other";
        };
    if (request.name().equals("unassigned")) {
      return Optional.empty();
    }
    return Optional.of(
        new ResourceRoute.NodeTarget(
            "https", kubeletHost, kubelet.port(), path + (query == null ? "" : "?" + query)));
  }

  private SSLSocket connect() throws IOException {
    return (SSLSocket)
        TlsContexts.of(fixture.pki.admin(), fixture.pki.clusterCa())
            .getSocketFactory()
            .createSocket("127.0.0.1", fixture.gateway.port());
  }

  private static void send(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      head.append(line).append('\n');
    }
    return head.toString();
  }

  @ParameterizedTest
  @CsvSource({"GET, websocket", "POST, SPDY/3.1"})
  void anUpgradeBecomesATunnelWithHalfClose(String method, String protocol) throws Exception {
    try (SSLSocket socket = connect()) {
      // The first bytes follow the request at once, before the answer.
      send(
          socket,
          method
              + " "
              + POD
              + "/exec?command=sh HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: "
              + protocol
              + "\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\nX-Stream-Protocol-Version: v4\r\n"
              + "X-Stream-Protocol-Version: v5\r\nX-Remote-User: admin\r\n\r\n"
              + "early\n");
      InputStream in = socket.getInputStream();
      String head = head(in);
      assertThat(head)
          .startsWith("HTTP/1.1 101")
          .contains("Upgrade: " + protocol, "Sec-WebSocket-Protocol: v5.channel.k8s.io");
      assertThat(line(in)).isEqualTo("hello");
      assertThat(line(in)).isEqualTo("early");
      send(socket, "ping\n");
      assertThat(line(in)).isEqualTo("ping");
      socket.shutdownOutput();
      assertThat(line(in)).isEqualTo("total 11");
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThat(kubelet.requests.getFirst())
        .startsWith(method + " /exec/x/p/c?command=sh HTTP/1.1")
        .contains("X-Stream-Protocol-Version: v4", "X-Stream-Protocol-Version: v5")
        .contains("client CN=kube-apiserver-kubelet-client")
        .doesNotContain("X-Remote-User");
    Eventually.see(kubelet.ended::get, ended -> ended == 1);
  }

  @Test
  void muchGoesBothWaysUnharmed() throws Exception {
    byte[] sent = new byte[20 << 20];
    new Random(7).nextBytes(sent);
    try (SSLSocket socket = connect()) {
      send(
          socket,
          "GET "
              + POD
              + "/exec HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      InputStream in = socket.getInputStream();
      head(in);
      assertThat(line(in)).isEqualTo("hello");
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  OutputStream out = socket.getOutputStream();
                  out.write(sent);
                  socket.shutdownOutput();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      assertThat(in.readNBytes(sent.length)).isEqualTo(sent);
      assertThat(line(in)).isEqualTo("total " + sent.length);
      writing.join();
    }
  }

  @Test
  void anAbruptEndOfEitherSideEndsTheOther() throws Exception {
    String upgrade =
        "GET "
            + POD
            + "/exec HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    try (SSLSocket socket = connect()) {
      send(socket, upgrade);
      head(socket.getInputStream());
    }
    Eventually.see(kubelet.ended::get, ended -> ended == 1);

    try (SSLSocket socket = connect()) {
      send(socket, upgrade);
      InputStream in = socket.getInputStream();
      head(in);
      assertThat(line(in)).isEqualTo("hello");
      kubelet.open.getFirst().close();
      int end;
      try {
        end = in.read();
      } catch (IOException reset) {
        end = -1;
      }
      assertThat(end).isEqualTo(-1);
    }
  }

  @Test
  void aRefusalBeforeTheUpgradeIsTheNodesOwn() throws Exception {
    try (SSLSocket socket = connect()) {
      send(
          socket,
          "GET "
              + POD
              + "/attach HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      InputStream in = socket.getInputStream();
      assertThat(head(in)).startsWith("HTTP/1.1 404").contains("Content-Length: 18");
      assertThat(new String(in.readNBytes(18))).isEqualTo("pod does not exist");
    }
  }

  @Test
  void whatIsNotAllowedOpensNoTunnel() throws Exception {
    HttpClient nobody = fixture.client(null, HttpClient.Version.HTTP_1_1);
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);

    assertThat(fixture.get(nobody, POD + "/log").statusCode()).isEqualTo(403);
    HttpResponse<String> plain = fixture.get(admin, POD + "/exec?command=ls");
    assertThat(plain.statusCode()).isEqualTo(400);
    assertThat(plain.body()).contains("Upgrade request required");
    assertThat(kubelet.requests).isEmpty();
  }

  @Test
  void aNodeThatIsNotThereOrNotItselfIsAnError() throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);
    kubeletHost = "127.0.0.2";
    HttpResponse<String> away = fixture.get(admin, POD + "/log");
    assertThat(away.statusCode()).isEqualTo(500);
    assertThat(away.body()).contains("error dialing backend: ");

    try (SSLSocket socket = connect()) {
      send(
          socket,
          "GET "
              + POD
              + "/exec HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 500");
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aFollowedLogShowsEachLineAtOnce(HttpClient.Version version) throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), version);
    assertThat(fixture.get(admin, POD + "/log").body()).isEqualTo("line1\n");

    HttpResponse<InputStream> answer =
        admin.send(
            HttpRequest.newBuilder(fixture.uri(POD + "/log?follow=true")).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    Eventually.see(kubelet::isFollowed, followed -> followed);
    BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body()));
    kubelet.log("one\n");
    assertThat(lines.readLine()).isEqualTo("one");
    kubelet.log("two\n");
    assertThat(lines.readLine()).isEqualTo("two");
    int before = kubelet.ended.get();
    answer.body().close();
    if (version == HttpClient.Version.HTTP_2) {
      Eventually.see(kubelet.ended::get, ended -> ended > before);
    }
  }

  @Test
  void thereIsNoLogWhereNoNodeHasThePod() throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);
    HttpResponse<String> nothing = fixture.get(admin, "/api/v1/namespaces/x/pods/unassigned/log");
    assertThat(nothing.statusCode()).isEqualTo(204);
    assertThat(nothing.body()).isEmpty();
  }

  @Test
  void aNodesRefusalOfALogIsAStatus() throws Exception {
    HttpClient admin = fixture.client(fixture.pki.admin(), HttpClient.Version.HTTP_2);
    HttpResponse<String> refused = fixture.get(admin, POD + "/log?previous=true");
    assertThat(refused.statusCode()).isEqualTo(400);
    JsonNode status = Json.parse(refused.body());
    assertThat(Json.text(status, "kind")).isEqualTo("Status");
    assertThat(Json.text(status, "reason")).isEqualTo("BadRequest");
    assertThat(Json.text(status, "message")).isEqualTo("no such");
  }
}

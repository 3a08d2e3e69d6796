package io.gantry.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.gantry.controlruntime.PemIdentity;
import io.gantry.controlruntime.RemoteApi;
import io.gantry.controlruntime.Resources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who a service in a process of its own says it is: by certificate itself, by token for others. */
class RemoteApiTest {
  @TempDir private Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @Test
  void ownRequestsShowTheCertificateAndControllersShowTheirToken() throws Exception {
    TestCertificates.Made served = TestCertificates.make(folder, "server");
    TestCertificates.Made client = TestCertificates.make(folder, "client");
    SSLContext context =
        new PemIdentity(client.certificate(), served.certificate(), served.key()).withCertificate();
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setWantClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> answer((HttpsExchange) exchange));
    server.start();
    FakeClock clock = new FakeClock();
    URI address = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    PemIdentity identity =
        new PemIdentity(served.certificate(), client.certificate(), client.key());
    try (RemoteApi api = new RemoteApi(address, identity, "t/1", clock, new Random(1))) {
      api.clients().own("t/1").get(Resources.NODES, "", "n1");
      api.clients().controller("deployment-controller").get(Resources.NODES, "", "n2");
    } finally {
      server.stop(0);
    }
    String account = "/api/v1/namespaces/kube-system/serviceaccounts";
    assertThat(asked)
        .containsExactly(
            "GET /api/v1/nodes/n1 CN=client null",
            "POST " + account + "/deployment-controller/token CN=client null",
            "POST " + account + " CN=client null",
            "POST " + account + "/deployment-controller/token CN=client null",
            "GET /api/v1/nodes/n2 nobody Bearer secret");
  }

  private void answer(HttpsExchange exchange) throws IOException {
    String who;
    try {
      who = exchange.getSSLSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      who = "nobody";
    }
    String path = exchange.getRequestURI().getPath();
    exchange.getRequestBody().readAllBytes();
    asked.add(
        exchange.getRequestMethod()
            + " "
            + path
            + " "
            + who
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization"));
    // The first time the account does not exist yet.
    boolean missing = path.endsWith("/token") && asked.size() == 2;
    String body =
        missing
            ? "{\"kind\":\"Status\",\"reason\":\"NotFound\",\"code\":404}"
            : "{\"status\":{\"token\":\"secret\",\"expirationTimestamp\":\"2026-01-01T01:00:00Z\"}}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(missing ? 404 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}

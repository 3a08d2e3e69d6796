package io.gantry.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apiaccess.TokenIssuer;
import io.gantry.apiaccess.authentication.JwtTokenIssuer;
import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.Identity;
import io.gantry.apiaccess.pki.TlsContexts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

class GatewayApplicationTest {
  @TempDir Path folder;

  private static HttpResponse<String> get(HttpClient client, String uri, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpClient client(ClusterPki pki, Identity identity) {
    return HttpClient.newBuilder().sslContext(TlsContexts.of(identity, pki.clusterCa())).build();
  }

  @Test
  void servesAsAProcessOfItsOwn() throws Exception {
    ClusterPki pki = ClusterPki.open(folder.resolve("pki"), List.of(), InstantSource.system());
    try (FakeResourceService service = new FakeResourceService(pki);
        ConfigurableApplicationContext context =
            GatewayApplication.application()
                .run(
                    "--gantry.state=" + folder,
                    "--gantry.api-address=127.0.0.1",
                    "--gantry.api-port=0",
                    "--gantry.resource-service=" + service.uri(),
                    "--gantry.management-port=0")) {
      String api = "https://127.0.0.1:" + context.getBean(GatewayWiring.class).port();
      String management =
          "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
      HttpClient nobody = client(pki, null);

      assertThat(get(client(pki, pki.admin()), api + "/api/v1/pods").body())
          .contains("name=kubernetes-admin");
      assertThat(get(nobody, api + "/api", "Authorization", "Bearer " + token(pki, "robot")).body())
          .contains("name=system:serviceaccount:x:robot");
      assertThat(
              get(nobody, api + "/api", "Authorization", "Bearer " + token(pki, "gone"))
                  .statusCode())
          .isEqualTo(401);
      assertThat(get(client(pki, pki.admin()), api + "/api", "Impersonate-User", "jane").body())
          .contains("name=jane");
      assertThat(
              get(client(pki, pki.scheduler()), api + "/api", "Impersonate-User", "jane")
                  .statusCode())
          .isEqualTo(403);
      assertThat(get(nobody, management + "/actuator/health").body()).contains("UP");
      Eventually.see(
          () -> {
            try {
              return get(nobody, management + "/actuator/prometheus").body();
            } catch (Exception e) {
              return e.toString();
            }
          },
          metrics -> metrics.contains("apiserver_request_total{"));
    }
  }

  private static String token(ClusterPki pki, String account) {
    return new JwtTokenIssuer(pki.serviceAccountKey(), InstantSource.system(), UUID::randomUUID)
        .issue(
            TokenIssuer.Request.unbound(
                "x", new TokenIssuer.Reference(account, "u1"), List.of(), Duration.ofHours(1)))
        .token();
  }

  @Test
  void namesAllProblemsOfItsConfigurationAtOnce() {
    assertThatThrownBy(
            () -> new GatewayProperties(null, null, 70000, null, URI.create("http://a:1")))
        .hasMessageContaining("gantry.gateway.pki")
        .hasMessageContaining("gantry.gateway.resource-service")
        .hasMessageContaining("gantry.gateway.port");
    GatewayProperties defaults =
        new GatewayProperties(Path.of("p"), null, null, null, URI.create("https://a:1"));
    assertThat(defaults.port()).isEqualTo(6443);
    assertThat(defaults.address()).isEqualTo("0.0.0.0");
  }
}

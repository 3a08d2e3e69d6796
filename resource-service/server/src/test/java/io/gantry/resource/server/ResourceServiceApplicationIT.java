package io.gantry.resource.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.Identity;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.apimodel.Json;
import io.gantry.httpsserver.HttpsServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as a process has it: a real redis-server, mutual TLS, front-proxy headers. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ResourceServiceApplicationIT {
  @TempDir Path folder;

  @Test
  void servesAGatewayAndNobodyElse() throws Exception {
    int redisPort = freePort();
    Process redis =
        new ProcessBuilder(
                "redis-server",
                "--port",
                Integer.toString(redisPort),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("redis.log").toFile())
            .start();
    ClusterPki pki = ClusterPki.open(folder.resolve("pki"), List.of(), InstantSource.system());
    try (ConfigurableApplicationContext context =
        ResourceServiceApplication.application()
            .run(
                "--server.port=0",
                "--gantry.management-port=0",
                "--gantry.state=" + folder,
                "--gantry.resource-port=0",
                "--gantry.node-ip=192.0.2.1",
                "--gantry.redis.host=127.0.0.1",
                "--gantry.redis.port=" + redisPort)) {
      int port = context.getBean(HttpsServer.class).port();
      HttpResponse<String> answer =
          get(pki, pki.frontProxyClient(), port, "/api/v1/namespaces/default");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(Json.text(Json.parse(answer.body()), "metadata", "name")).isEqualTo("default");
      // The controllers hold leases under names of their own; Kubernetes' roles suffice.
      assertThat(putLease(pki, port, "gantry-cluster").statusCode()).isEqualTo(201);
      // Allowed, too, but it names no version.
      assertThat(putLease(pki, port, "gantry-cluster").statusCode()).isEqualTo(422);
      MeterRegistry meters = context.getBean(MeterRegistry.class);
      assertThat(meters.get("store.commit").tag("outcome", "committed").timer().count())
          .isPositive();
      assertThat(meters.get("cache.revision.lag").gauge().value()).isZero();
      // The administrator's own certificate is of the cluster's authority: it does not get in here.
      assertThat(refused(pki, pki.admin(), port)).isTrue();
    } finally {
      redis.destroy();
      redis.waitFor();
    }
  }

  private static boolean refused(ClusterPki pki, Identity identity, int port) throws Exception {
    try {
      return get(pki, identity, port, "/version").statusCode() == 401;
    } catch (java.io.IOException handshake) {
      return true;
    }
  }

  private static HttpResponse<String> get(ClusterPki pki, Identity identity, int port, String path)
      throws Exception {
    return get(
        pki,
        identity,
        request(port, path)
            .header("X-Remote-User", "jane")
            .header("X-Remote-Group", "system:masters")
            .build());
  }

  private static HttpResponse<String> putLease(ClusterPki pki, int port, String name)
      throws Exception {
    String lease =
        """
        {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "%s"}}
        """;
    return get(
        pki,
        pki.frontProxyClient(),
        request(port, "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/" + name)
            .header("X-Remote-User", "system:kube-controller-manager")
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(lease.formatted(name)))
            .build());
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path));
  }

  private static HttpResponse<String> get(ClusterPki pki, Identity identity, HttpRequest request)
      throws Exception {
    try (HttpClient http =
        HttpClient.newBuilder().sslContext(TlsContexts.of(identity, pki.clusterCa())).build()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

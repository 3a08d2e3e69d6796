package io.gantry.benchmarks;

import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ListOptions;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.HttpApiClient;
import io.gantry.controlruntime.HttpEndpoint;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.TokenSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** The cluster that {@code ./gantry up} made on this machine: its processes, its API, its life. */
final class Cluster implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final GroupVersionResource BINDINGS =
      new GroupVersionResource("rbac.authorization.k8s.io", "v1", "clusterrolebindings");

  private final Path checkout;
  private final Path state;
  private final SSLContext tls;
  private final HttpEndpoint endpoint;
  private final HttpApiClient client;

  Cluster(Path checkout, Path state) throws IOException {
    this.checkout = checkout;
    this.state = state;
    ClusterPki pki = ClusterPki.open(state.resolve("pki"), List.of(), InstantSource.system());
    this.tls = TlsContexts.of(pki.admin(), pki.clusterCa());
    this.endpoint = new HttpEndpoint(api(), tls);
    this.client = new HttpApiClient(endpoint, TokenSource.NONE, "benchmark/1");
  }

  /** The same cluster over a connection of its own. */
  Cluster(Cluster same) throws IOException {
    this(same.checkout, same.state);
  }

  Path state() {
    return state;
  }

  URI api() {
    try {
      return URI.create("https://127.0.0.1:" + Files.readString(state.resolve("port")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shows the admin's certificate, trusts the cluster's. */
  SSLContext tls() {
    return tls;
  }

  /** Under the admin's identity. */
  HttpApiClient client() {
    return client;
  }

  /** A client with connections of its own. */
  HttpClient connection() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_2)
        .sslContext(tls)
        .sslParameters(new SSLParameters())
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  RunningProcess jvm() {
    return RunningProcess.ofFile(state.resolve("pids/gantry.pid"));
  }

  RunningProcess redis() {
    return RunningProcess.ofFile(state.resolve("redis/redis.pid"));
  }

  /** Runs {@code ./gantry} in the background; its output goes nowhere but into an error. */
  Process command(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(checkout.resolve("gantry").toString()));
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line)
        .directory(checkout.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(Path.of("/tmp/gantry-benchmark.log").toFile()))
        .start();
  }

  void run(String... arguments) throws IOException, InterruptedException {
    int code = command(arguments).waitFor();
    if (code != 0) {
      throw new IllegalStateException(
          "gantry " + String.join(" ", arguments) + " ended with " + code);
    }
  }

  /** Whether anybody takes connections to the API. */
  boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(api().getHost(), api().getPort()), 2000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the API says of itself that it is ready. */
  boolean isReady(HttpClient http) {
    HttpRequest request =
        HttpRequest.newBuilder(api().resolve("/readyz")).timeout(Duration.ofSeconds(2)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A token of an administrator's ServiceAccount: what a program in a pod would show. */
  String token() {
    try {
      client.create(
          BINDINGS,
          "",
          Json.parseObject(
              """
              {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding",
               "metadata":{"name":"benchmark"},
               "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
               "subjects":[{"kind":"ServiceAccount","namespace":"kube-system","name":"default"}]}
              """));
    } catch (StatusException e) {
      if (e.status().code() != 409) {
        throw e;
      }
    }
    return Json.text(
        client
            .createSubresource(
                Resources.SERVICE_ACCOUNTS,
                "kube-system",
                "default",
                "token",
                Json.parseObject(
                    """
                    {"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":7200}}
                    """))
            .tree(),
        "status",
        "token");
  }

  /** Removes the ConfigMaps of the default namespace but the cluster's own and one other. */
  void removeConfigMapsBut(String kept) throws InterruptedException {
    List<String> names =
        client.list(Resources.CONFIG_MAPS, "default", ListOptions.ALL).items().stream()
            .map(ResourceObject::name)
            .filter(name -> !name.equals(kept) && !name.equals("kube-root-ca.crt"))
            .toList();
    try (ExecutorService callers = Executors.newFixedThreadPool(32)) {
      for (String name : names) {
        callers.execute(
            () ->
                client.delete(Resources.CONFIG_MAPS, "default", name, DeleteOptions.background()));
      }
    }
  }

  @Override
  public void close() {
    endpoint.close();
  }
}

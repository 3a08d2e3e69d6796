package io.gantry.gateway;

import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.BoundObjects;
import io.gantry.apiaccess.TokenIssuer;
import io.gantry.apiaccess.authentication.JwtTokenIssuer;
import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.Identity;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.gateway.route.ResourceRoute;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A gateway on a free loopback port with fakes behind it, and clients of it. */
final class GatewayFixture implements AutoCloseable {
  final ClusterPki pki;
  final GatewayWiring gateway;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final Map<String, BoundObjects.State> objects = new ConcurrentHashMap<>();

  GatewayFixture(Path folder, ResourceRoute route) throws IOException {
    this(folder, route, Duration.ofMinutes(5));
  }

  GatewayFixture(Path folder, ResourceRoute route, Duration idle) throws IOException {
    this.pki = ClusterPki.open(folder, List.of(), InstantSource.system());
    BoundObjects bound =
        (resource, namespace, name) ->
            Optional.ofNullable(objects.get(resource + "/" + namespace + "/" + name));
    Authorizer mastersImpersonate =
        (user, request) ->
            new Authorizer.Decision(
                user.groups().contains("system:masters")
                    ? Authorizer.Verdict.ALLOW
                    : Authorizer.Verdict.NO_OPINION,
                "");
    this.gateway =
        new GatewayWiring(
            new GatewaySettings("127.0.0.1", 0, idle),
            pki,
            GatewayAuthentication.of(pki, bound, InstantSource.system()),
            mastersImpersonate,
            route,
            registry);
    gateway.start();
  }

  URI uri(String pathAndQuery) {
    return URI.create("https://127.0.0.1:" + gateway.port() + pathAndQuery);
  }

  /**
   * @param identity null for none
   */
  HttpClient client(Identity identity, HttpClient.Version version) {
    return HttpClient.newBuilder()
        .sslContext(TlsContexts.of(identity, pki.clusterCa()))
        .version(version)
        .build();
  }

  HttpResponse<String> get(HttpClient client, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  String token(String namespace, String account, String uid) {
    return new JwtTokenIssuer(pki.serviceAccountKey(), InstantSource.system(), UUID::randomUUID)
        .issue(
            TokenIssuer.Request.unbound(
                namespace, new TokenIssuer.Reference(account, uid), List.of(), Duration.ofHours(1)))
        .token();
  }

  @Override
  public void close() {
    gateway.close();
  }
}

package io.gantry.resource.server;

import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.Json;
import io.gantry.apischema.Schema;
import io.gantry.apischema.codec.MediaBodyCodec;
import io.gantry.resource.kinds.BootstrapObjects;
import io.gantry.resource.machinery.chain.AuditTrail;
import io.gantry.resource.store.MemoryStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import tools.jackson.databind.node.ObjectNode;

/** The wired service with the built-in kinds over a memory store, behind a real Jetty. */
final class RunningService implements AutoCloseable {
  static final UserInfo ADMIN = UserInfo.of("admin", List.of("system:masters"));

  final ResourceServiceWiring wiring;
  private final MemoryStore store = new MemoryStore();
  private final Server jetty = new Server();
  private final ServerConnector connector = new ServerConnector(jetty);
  private final HttpClient http = HttpClient.newHttpClient();

  RunningService(CallerIdentity identity) throws Exception {
    Schema schema = Schema.load();
    wiring =
        new ResourceServiceWiring(
            ResourceServiceSettings.of("127.0.0.1:6443", true),
            store,
            schema,
            new MediaBodyCodec(schema),
            new BuiltinServedKinds(
                new BootstrapObjects.Cluster(
                    "client CA", "front-proxy CA", "192.0.2.1", 6443, Instant.now()),
                cache -> credentials -> Optional.empty(),
                request -> {
                  throw new UnsupportedOperationException();
                }),
            identity,
            AuditTrail.NONE,
            InstantSource.system(),
            new Random(1));
    wiring.start();
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    ServletHolder holder = new ServletHolder(wiring.servlet());
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/*");
    jetty.setHandler(context);
    jetty.start();
  }

  /** A service whose every caller is the administrator. */
  static RunningService forAdmin() throws Exception {
    return new RunningService(request -> Optional.of(ADMIN));
  }

  record Reply(int code, HttpResponse<String> http) {
    ObjectNode json() {
      return Json.parseObject(http.body());
    }

    String text(String... path) {
      return Json.text(json(), path);
    }
  }

  Reply send(String method, String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
    if (!body.isEmpty()) {
      request.setHeader("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Reply(response.statusCode(), response);
  }

  HttpResponse<Stream<String>> watch(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofLines());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
  }

  @Override
  public void close() {
    http.close();
    try {
      jetty.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    wiring.close();
    store.close();
  }
}

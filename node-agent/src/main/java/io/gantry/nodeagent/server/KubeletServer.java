package io.gantry.nodeagent.server;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ExecSpec;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.RunningProcess;
import io.gantry.nodeagent.runtime.RuntimeGoneException;
import io.gantry.nodeagent.runtime.RuntimeRefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The kubelet's API, for the gateway only: a client certificate of the cluster's CA is required.
 * Upgrades arrive through a raw tunnel, as ordinary WebSocket requests.
 */
public final class KubeletServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KubeletServer.class);
  private static final long LARGEST_MESSAGE = 16L * 1024 * 1024;

  private final int port;
  private final SSLContext tls;
  private final PodLookup pods;
  private final ContainerRuntime runtime;
  private final ContainerLogsEndpoint logs;
  private Server server;
  private ServerConnector connector;

  /**
   * @param port 0 for any free one
   * @param tls trusts whoever may ask; null for plain HTTP, in tests only
   */
  public KubeletServer(
      int port, SSLContext tls, PodLookup pods, ContainerRuntime runtime, InstantSource clock) {
    this.port = port;
    this.tls = tls;
    this.pods = pods;
    this.runtime = runtime;
    this.logs = new ContainerLogsEndpoint(pods, runtime, clock);
  }

  public void start() {
    QueuedThreadPool threads = new QueuedThreadPool(16, 2);
    threads.setName("kubelet");
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    if (tls == null) {
      connector = new ServerConnector(server, 1, 1, plain);
    } else {
      // The client knows the node by its address, which no server name can say.
      http.addCustomizer(new SecureRequestCustomizer(false));
      SslContextFactory.Server ssl = new SslContextFactory.Server();
      ssl.setSslContext(tls);
      ssl.setNeedClientAuth(true);
      connector =
          new ServerConnector(server, 1, 1, new SslConnectionFactory(ssl, "http/1.1"), plain);
    }
    connector.setPort(port);
    connector.setIdleTimeout(0);
    server.addConnector(connector);
    ServerWebSocketContainer sockets = ServerWebSocketContainer.ensure(server);
    sockets.setIdleTimeout(Duration.ZERO);
    sockets.setMaxBinaryMessageSize(LARGEST_MESSAGE);
    sockets.setMaxFrameSize(LARGEST_MESSAGE);
    server.setHandler(new Routes(sockets));
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException(
          "The kubelet API cannot listen on port " + port + ": " + e.getMessage(), e);
    }
  }

  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    if (server == null) {
      return;
    }
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("The kubelet API did not stop", e);
    }
  }

  private final class Routes extends Handler.Abstract {
    private final ServerWebSocketContainer sockets;

    Routes(ServerWebSocketContainer sockets) {
      super(InvocationType.BLOCKING);
      this.sockets = sockets;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String[] path = Request.getPathInContext(request).split("/", -1);
      Query query = new Query(request.getHttpURI().getQuery());
      try {
        switch (path.length > 1 ? path[1] : "") {
          case "healthz" -> text(response, callback, 200, "ok");
          case "pods" -> pods(response, callback);
          case "containerLogs" -> logs(path, query, response, callback);
          case "exec", "attach" -> stream(path, query, request, response, callback);
          default -> text(response, callback, 404, "404 page not found\n");
        }
      } catch (RequestException e) {
        text(response, callback, e.code(), e.getMessage());
      } catch (RuntimeGoneException | RuntimeRefusedException e) {
        text(response, callback, 500, e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        callback.failed(e);
      } catch (IOException e) {
        callback.failed(e);
      }
      return true;
    }

    private void text(Response response, Callback callback, int code, String text) {
      response.setStatus(code);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
      Content.Sink.write(response, true, text, callback);
    }

    private void pods(Response response, Callback callback) {
      ObjectNode list = Json.object();
      list.put("kind", "PodList").put("apiVersion", "v1");
      list.putObject("metadata");
      ArrayNode items = list.putArray("items");
      pods.pods().forEach(pod -> items.add(pod.tree()));
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      Content.Sink.write(
          response, true, new String(Json.bytes(list), StandardCharsets.UTF_8), callback);
    }

    private void logs(String[] path, Query query, Response response, Callback callback)
        throws InterruptedException, IOException {
      require(path, 5);
      ObservedContainer container = logs.find(path[2], path[3], path[4], query);
      response.setStatus(200);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
      try (OutputStream out = Content.Sink.asOutputStream(response)) {
        if (query.flag("follow")) {
          // The reader is to see that it is connected before there is anything to read.
          out.flush();
        }
        logs.copy(container, query, out);
      }
      callback.succeeded();
    }

    /** {@code /exec/{namespace}/{pod}/{container}}, perhaps with the uid in between. */
    private void stream(
        String[] path, Query query, Request request, Response response, Callback callback) {
      require(path, 5);
      ObservedContainer container = pods.running(path[2], path[3], path[path.length - 1]);
      boolean exec = path[1].equals("exec");
      ExecSpec asked =
          new ExecSpec(
              query.all("command"),
              query.flag("stdin") || query.flag("input"),
              query.flag("stdout") || query.flag("output"),
              query.flag("stderr") || query.flag("error"),
              exec ? query.flag("tty") : container.tty());
      if (!asked.stdin() && !asked.stdout() && !asked.stderr()) {
        throw new RequestException(400, "you must specify at least 1 of stdin, stdout, stderr");
      }
      Supplier<RunningProcess> begin =
          exec
              ? () -> runtime.exec(container.id(), asked)
              : () -> runtime.attach(container.id(), asked);
      boolean upgraded =
          sockets.upgrade(
              (upgrade, answer, failed) -> socket(upgrade, answer, begin, asked),
              request,
              response,
              callback);
      if (!upgraded) {
        throw new RequestException(400, "unable to upgrade: only WebSocket is spoken here");
      }
    }

    private StreamSocket socket(
        ServerUpgradeRequest request,
        ServerUpgradeResponse response,
        Supplier<RunningProcess> begin,
        ExecSpec asked) {
      for (String protocol : new String[] {StreamSocket.V5, StreamSocket.V4}) {
        if (request.hasSubProtocol(protocol)) {
          response.setAcceptedSubProtocol(protocol);
          return new StreamSocket(begin, asked);
        }
      }
      return null;
    }

    private void require(String[] path, int parts) {
      if (path.length < parts) {
        throw new RequestException(404, "404 page not found\n");
      }
    }
  }
}

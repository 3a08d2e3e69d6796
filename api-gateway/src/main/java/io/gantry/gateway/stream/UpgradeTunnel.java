package io.gantry.gateway.stream;

import io.gantry.apimodel.ApiStatus;
import io.gantry.gateway.route.ResourceRoute.NodeTarget;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;

/**
 * Joins a client's connection to a node's, when both agree to leave HTTP: WebSocket and SPDY alike,
 * whose frames nobody reads here. What the node answers instead of upgrading goes to the client.
 */
public final class UpgradeTunnel {
  private static final Set<String> OURS =
      Set.of("host", "connection", "content-length", "transfer-encoding", "keep-alive", "te");
  private static final Set<String> HOP =
      Set.of("connection", "keep-alive", "transfer-encoding", "content-length", "upgrade", "date");
  private static final int LONGEST_REFUSAL = 1 << 20;

  private final NodeTls tls;

  public UpgradeTunnel(NodeTls tls) {
    this.tls = tls;
  }

  /** Whether a request asks to leave HTTP. */
  static boolean asked(HttpServletRequest request) {
    if (request.getHeader("Upgrade") == null || !request.getProtocol().equals("HTTP/1.1")) {
      return false;
    }
    for (String value : Collections.list(request.getHeaders("Connection"))) {
      for (String token : value.split(",")) {
        if (token.strip().equalsIgnoreCase("Upgrade")) {
          return true;
        }
      }
    }
    return false;
  }

  /** Blocks until the node has answered; the tunnel then lives without this call. */
  void open(
      NodeTarget target, boolean stranger, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Upstream upstream = null;
    boolean handedOver = false;
    try {
      Upstream.Head head;
      try {
        upstream = Upstream.connect(target, stranger ? tls.strangers() : tls.nodes(), !stranger);
        upstream.send(head(target, request));
        head = upstream.readHead();
      } catch (IOException e) {
        throw new ApiStatus(500, "", "error dialing backend: " + e.getMessage(), null)
            .asException();
      }
      if (head.status() != HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
        refuse(upstream, head, response);
        return;
      }
      response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
      head.headers().forEach(header -> response.addHeader(header.getKey(), header.getValue()));
      handOver(upstream, request);
      handedOver = true;
    } finally {
      if (upstream != null && !handedOver) {
        upstream.close();
      }
    }
  }

  /** When the 101 has been written, Jetty gives the connection to this one. */
  private static void handOver(Upstream upstream, HttpServletRequest request) {
    Request core = Request.unWrap(ServletContextRequest.getServletContextRequest(request));
    EndPoint client = core.getConnectionMetaData().getConnection().getEndPoint();
    TunnelConnection tunnel =
        new TunnelConnection(
            client, core.getConnectionMetaData().getConnector().getExecutor(), upstream);
    core.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, tunnel);
    Request.addCompletionListener(
        core,
        failure -> {
          if (failure != null) {
            upstream.close();
          }
        });
  }

  private static String head(NodeTarget target, HttpServletRequest request) {
    StringBuilder head = new StringBuilder();
    head.append(request.getMethod()).append(' ').append(target.pathAndQuery());
    head.append(" HTTP/1.1\r\nHost: ").append(authority(target)).append("\r\n");
    head.append("Connection: Upgrade\r\n");
    for (String name : Collections.list(request.getHeaderNames())) {
      if (!OURS.contains(name.toLowerCase(Locale.ROOT))) {
        for (String value : Collections.list(request.getHeaders(name))) {
          head.append(name).append(": ").append(value).append("\r\n");
        }
      }
    }
    if (request.getMethod().equals("POST")) {
      head.append("Content-Length: 0\r\n");
    }
    return head.append("\r\n").toString();
  }

  static String authority(NodeTarget target) {
    String host = target.host().indexOf(':') < 0 ? target.host() : "[" + target.host() + "]";
    return host + ":" + target.port();
  }

  private static void refuse(Upstream upstream, Upstream.Head head, HttpServletResponse response)
      throws IOException {
    byte[] body = upstream.readBody(head, LONGEST_REFUSAL);
    response.setStatus(head.status());
    for (Map.Entry<String, String> header : head.headers()) {
      if (!HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        response.addHeader(header.getKey(), header.getValue());
      }
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}

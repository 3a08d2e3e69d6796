package io.gantry.gateway.route;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.authentication.FrontProxyHeaders;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * resource-service as another process: requests go over HTTP/2 and mutual TLS, the user in
 * front-proxy headers. No thread waits for an answer, so a silent watch costs none.
 */
public final class ProxyRoute implements ResourceRoute, AutoCloseable {
  static final String RESOLVE_HEADER = "X-Gantry-Resolve";
  static final String CONNECT_TYPE = "application/vnd.gantry.connect+json";
  private static final long ANSWER_SECONDS = 30;
  private static final byte[] NONE = {};

  private final URI resourceService;
  private final ResourceProxy proxy;

  /**
   * @param resourceService {@code https://host:port}
   * @param tls shows the front-proxy client's certificate, trusts the cluster's authority
   */
  public ProxyRoute(URI resourceService, SSLContext tls) {
    this.resourceService = resourceService;
    this.proxy = new ResourceProxy(resourceService, tls);
    // The handler serves under the gateway's own server, from a servlet; this one never starts.
    proxy.setServer(new Server());
  }

  public void start() throws IOException {
    try {
      proxy.start();
    } catch (Exception e) {
      throw new IOException("the proxy to " + resourceService + " does not start", e);
    }
  }

  @Override
  public void serve(UserInfo user, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    // A name that headers cannot carry is refused now, while there is somebody to tell.
    FrontProxyHeaders.write(user, (name, value) -> {});
    ServletContextRequest core = ServletContextRequest.getServletContextRequest(request);
    core.setAttribute(ResourceProxy.USER, user);
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    Callback end = Callback.from(() -> complete(async), failure -> complete(async));
    proxy.handle(core, core.getServletContextResponse(), end);
  }

  private static void complete(AsyncContext async) {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      // The client failed first, and the container has ended the request by itself.
    }
  }

  @Override
  public Optional<NodeTarget> resolve(
      UserInfo user, RequestInfo request, String method, String queryString) {
    String query = queryString == null || queryString.isEmpty() ? "" : "?" + queryString;
    ContentResponse answer = ask(user, method, path(request) + query, NONE, true);
    if (answer.getStatus() == HttpServletResponse.SC_NO_CONTENT) {
      return Optional.empty();
    }
    JsonNode body;
    try {
      body = Json.parse(answer.getContent());
    } catch (JacksonException e) {
      throw ApiStatus.internal("resource-service answered no JSON").asException();
    }
    if (!CONNECT_TYPE.equals(answer.getMediaType())) {
      throw ApiStatus.fromJson(answer.getStatus(), body).asException();
    }
    return Optional.of(
        new NodeTarget(
            Json.text(body, "scheme"),
            Json.text(body, "host"),
            Json.integer(body, 0, "port"),
            Json.text(body, "pathAndQuery")));
  }

  /** A client for the gateway's own questions. */
  public ResourceServiceClient client() {
    return (user, method, path, body) -> ask(user, method, path, body, false);
  }

  private ContentResponse ask(
      UserInfo user, String method, String pathAndQuery, byte[] body, boolean resolve) {
    try {
      org.eclipse.jetty.client.Request request =
          proxy
              .getHttpClient()
              .newRequest(resourceService.resolve(pathAndQuery))
              .method(method)
              .headers(
                  headers -> {
                    FrontProxyHeaders.write(user, headers::add);
                    headers.put("Accept", "application/json");
                    if (resolve) {
                      headers.put(RESOLVE_HEADER, "true");
                    }
                  })
              .timeout(ANSWER_SECONDS, TimeUnit.SECONDS);
      if (body.length > 0) {
        request.body(new BytesRequestContent("application/json", body));
      }
      return request.send();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiStatus.unavailable("the gateway is stopping").asException();
    } catch (ExecutionException | TimeoutException e) {
      throw ResourceProxy.unavailable().asException();
    }
  }

  /** The request's path, encoded again: decoded, it may hold what a path must not. */
  private static String path(RequestInfo request) {
    StringBuilder path = new StringBuilder("/api/").append(request.version());
    if (!request.namespace().isEmpty()) {
      path.append("/namespaces/").append(encoded(request.namespace()));
    }
    path.append('/').append(encoded(request.resource()));
    path.append('/').append(encoded(request.name()));
    path.append('/').append(encoded(request.subresource()));
    return path.append(request.rest()).toString();
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the proxy to " + resourceService + " does not stop", e);
    }
  }
}

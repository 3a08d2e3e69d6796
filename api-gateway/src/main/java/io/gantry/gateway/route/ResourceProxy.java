package io.gantry.gateway.route;

import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.authentication.FrontProxyHeaders;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jetty's proxy with what watches need on top: the head goes out before the first event, and a
 * client that resets its stream resets ours.
 */
final class ResourceProxy extends ProxyHandler {
  static final String USER = UserInfo.class.getName();
  private static final Logger LOG = LoggerFactory.getLogger(ResourceProxy.class);

  /** Enough for watches by the ten thousand: the server allows about a thousand streams on each. */
  private static final int CONNECTIONS = 32;

  private static final Set<String> BODILESS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> NOT_PASSED =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "http2-settings",
          "host",
          "expect");

  private final URI to;
  private final SSLContext tls;

  /** Said once when it begins and once when it is over, not for each request in between. */
  private final AtomicBoolean away = new AtomicBoolean();

  ResourceProxy(URI to, SSLContext tls) {
    this.to = to;
    this.tls = tls;
  }

  @Override
  protected HttpClient newHttpClient() {
    ClientConnector connector = new ClientConnector();
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("resource-proxy");
    connector.setExecutor(threads);
    connector.setSelectors(1);
    SslContextFactory.Client ssl = new SslContextFactory.Client();
    ssl.setSslContext(tls);
    connector.setSslContextFactory(ssl);
    HTTP2Client http2 = new HTTP2Client(connector);
    http2.setStreamIdleTimeout(0);
    http2.setInitialSessionRecvWindow(16 << 20);
    http2.setInitialStreamRecvWindow(4 << 20);
    return new HttpClient(new HttpClientTransportOverHTTP2(http2));
  }

  @Override
  protected void configureHttpClient(HttpClient client) {
    super.configureHttpClient(client);
    client.setIdleTimeout(0);
    client.setConnectTimeout(5_000);
    client.setMaxConnectionsPerDestination(CONNECTIONS);
    client.setMaxRequestsQueuedPerDestination(10_000);
    client.setUserAgentField(null);
  }

  @Override
  protected HttpURI rewriteHttpURI(Request request) {
    return HttpURI.build(request.getHttpURI())
        .scheme(to.getScheme())
        .host(to.getHost())
        .port(to.getPort());
  }

  @Override
  protected void copyRequestHeaders(Request from, org.eclipse.jetty.client.Request proxied) {
    UserInfo user = (UserInfo) from.getAttribute(USER);
    proxied.headers(
        headers -> {
          for (HttpField field : from.getHeaders()) {
            if (!NOT_PASSED.contains(field.getLowerCaseName())
                && ClientRequest.passes(field.getName())) {
              headers.add(field);
            }
          }
          FrontProxyHeaders.write(user, headers::add);
        });
  }

  /** Says nothing of the way here, but takes a body whose length HTTP/2 does not tell. */
  @Override
  protected void addProxyHeaders(Request from, org.eclipse.jetty.client.Request proxied) {
    boolean untold =
        from.getLength() < 0
            && from.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2
            && !BODILESS.contains(from.getMethod());
    if (untold) {
      proxied.body(newProxyToServerRequestContent(from, null, proxied));
    }
  }

  @Override
  protected void sendProxyToServerRequest(
      Request from,
      org.eclipse.jetty.client.Request proxied,
      Response response,
      Callback callback) {
    from.addFailureListener(proxied::abort);
    super.sendProxyToServerRequest(from, proxied, response, callback);
  }

  @Override
  protected org.eclipse.jetty.client.Response.CompleteListener newServerToProxyResponseListener(
      Request from,
      org.eclipse.jetty.client.Request proxied,
      Response response,
      Callback callback) {
    return new HeadFirst(from, proxied, response, callback);
  }

  @Override
  protected void onServerToProxyResponseFailure(
      Request from,
      org.eclipse.jetty.client.Request proxied,
      org.eclipse.jetty.client.Response answer,
      Response response,
      Callback callback,
      Throwable failure) {
    if (response.isCommitted()) {
      callback.failed(failure);
      return;
    }
    if (away.compareAndSet(false, true)) {
      LOG.warn("{} {}: {}", from.getMethod(), from.getHttpURI().getPath(), failure.toString());
    }
    response.reset();
    response.setStatus(503);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    String body = Json.string(unavailable().toJson());
    // The client is still sending: an answer before its end would cut it off instead of telling it.
    Runnable refuse = () -> Content.Sink.write(response, true, body, callback);
    Content.Source.consumeAll(from, Callback.from(refuse, ended -> refuse.run()));
  }

  /**
   * The client's body as it comes. A failure towards resource-service ends the reading of it, and
   * no more: passed on to the client's request it would answer that with a 500 before our 503.
   */
  @Override
  protected org.eclipse.jetty.client.Request.Content newProxyToServerRequestContent(
      Request from, Response response, org.eclipse.jetty.client.Request proxied) {
    return new ProxyRequestContent(from) {
      @Override
      public void fail(Throwable failure) {}

      @Override
      public void fail(Throwable failure, boolean last) {}
    };
  }

  static ApiStatus unavailable() {
    return ApiStatus.unavailable("the server is currently unable to handle the request");
  }

  /**
   * Writes the head as soon as it is there, unless a length says that content follows anyway. Until
   * that write is done, content and end wait: Jetty allows one write at a time.
   */
  private final class HeadFirst extends ProxyResponseListener {
    private final Response response;
    private final Callback.Completable head = new Callback.Completable();

    HeadFirst(
        Request from,
        org.eclipse.jetty.client.Request proxied,
        Response response,
        Callback callback) {
      super(from, proxied, response, callback);
      this.response = response;
    }

    @Override
    public void onHeaders(org.eclipse.jetty.client.Response answer) {
      if (away.compareAndSet(true, false)) {
        LOG.info("{} answers again", to);
      }
      super.onHeaders(answer);
      if (answer.getHeaders().contains(HttpHeader.CONTENT_LENGTH)) {
        head.succeeded();
      } else {
        response.write(false, null, head);
      }
    }

    @Override
    public void onContent(
        org.eclipse.jetty.client.Response answer, Content.Chunk chunk, Runnable demander) {
      if (head.isDone() && !head.isCompletedExceptionally()) {
        super.onContent(answer, chunk, demander);
        return;
      }
      chunk.retain();
      head.whenComplete(
          (done, failure) -> {
            if (failure == null) {
              passContent(answer, chunk, demander);
            } else {
              answer.abort(failure);
            }
            chunk.release();
          });
    }

    private void passContent(
        org.eclipse.jetty.client.Response answer, Content.Chunk chunk, Runnable demander) {
      super.onContent(answer, chunk, demander);
    }

    @Override
    public void onSuccess(org.eclipse.jetty.client.Response answer) {
      head.whenComplete(
          (done, failure) -> {
            if (failure == null) {
              passSuccess(answer);
            } else {
              failed(failure);
            }
          });
    }

    private void passSuccess(org.eclipse.jetty.client.Response answer) {
      super.onSuccess(answer);
    }
  }
}

package io.gantry.gateway.stream;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.gateway.route.ResourceRoute.NodeTarget;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes plain requests on to a node and streams the answer back as it comes: a followed log shows
 * each line at once. Blocks; runs on a virtual thread. A client that goes away over HTTP/2 ends the
 * node's side at once; over HTTP/1.1 at the next byte, since nothing tells before.
 */
public final class StreamProxy implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamProxy.class);
  private static final int BUFFER = 32 * 1024;

  /** As much of a refusal is read, in bytes. */
  private static final int LONGEST_REFUSAL = 50_000;

  /** Headers that belong to a connection, or that the client library sets itself. */
  private static final Set<String> NOT_PASSED =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "host",
          "content-length",
          "expect",
          "date",
          "http2-settings");

  private final NodeTls tls;
  private HttpClient nodes;
  private HttpClient strangers;

  public StreamProxy(NodeTls tls) {
    this.tls = tls;
  }

  public void start() {
    nodes = client(tls.nodes());
    strangers = client(tls.strangers());
  }

  private static HttpClient client(SSLContext tls) {
    return HttpClient.newBuilder()
        .sslContext(tls)
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(Duration.ofSeconds(10))
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }

  /**
   * @param asked what the node's plain text of a refusal is about: the client gets a Status of it;
   *     null where the client gets what the node answers
   */
  void serve(
      NodeTarget target,
      boolean stranger,
      RequestInfo asked,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    HttpResponse<InputStream> answer = ask(target, stranger, request);
    if (asked != null && (answer.statusCode() < 200 || answer.statusCode() > 206)) {
      throw refusal(asked, answer).asException();
    }
    response.setStatus(answer.statusCode());
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!NOT_PASSED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> response.addHeader(name, value));
              }
            });
    answer.headers().firstValueAsLong("Content-Length").ifPresent(response::setContentLengthLong);
    AtomicBoolean left = new AtomicBoolean();
    try (InputStream from = answer.body()) {
      ServletContextRequest.getServletContextRequest(request)
          .addFailureListener(
              failure -> {
                left.set(true);
                closeQuietly(from);
              });
      OutputStream to = response.getOutputStream();
      // The head goes out before the first byte: a silent log has begun all the same.
      response.flushBuffer();
      byte[] buffer = new byte[BUFFER];
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        to.write(buffer, 0, n);
        if (from.available() <= 0) {
          to.flush();
        }
      }
    } catch (IOException e) {
      if (!left.get()) {
        throw e;
      }
      LOG.debug("the client left: {}", e.toString());
    }
  }

  private static ApiStatus refusal(RequestInfo asked, HttpResponse<InputStream> answer)
      throws IOException {
    String text;
    try (InputStream body = answer.body()) {
      text = new String(body.readNBytes(LONGEST_REFUSAL), StandardCharsets.UTF_8);
    }
    String what = "( " + asked.resource() + "/" + asked.subresource() + " " + asked.name() + ")";
    return switch (answer.statusCode()) {
      case 400 -> ApiStatus.badRequest(text);
      case 500 -> ApiStatus.internal(text);
      case 404 ->
          new ApiStatus(
              404, "NotFound", "the server could not find the requested resource " + what, null);
      default ->
          new ApiStatus(
              answer.statusCode(),
              "",
              "the server responded with the status code "
                  + answer.statusCode()
                  + " but did not return more information "
                  + what,
              null);
    };
  }

  private HttpResponse<InputStream> ask(
      NodeTarget target, boolean stranger, HttpServletRequest request) throws IOException {
    String method = request.getMethod();
    try {
      HttpRequest.Builder builder =
          HttpRequest.newBuilder(
              URI.create(
                  target.scheme()
                      + "://"
                      + UpgradeTunnel.authority(target)
                      + target.pathAndQuery()));
      for (String name : Collections.list(request.getHeaderNames())) {
        if (!NOT_PASSED.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
          for (String value : Collections.list(request.getHeaders(name))) {
            builder.header(name, value);
          }
        }
      }
      builder.method(method, body(request));
      return (stranger ? strangers : nodes)
          .send(builder.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiStatus.unavailable("the gateway is stopping").asException();
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("{} cannot be reached", target, e);
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new ApiStatus(500, "", "error dialing backend: " + reason, null).asException();
    }
  }

  private static HttpRequest.BodyPublisher body(HttpServletRequest request) throws IOException {
    boolean none =
        request.getContentLengthLong() == 0
            || (request.getContentLengthLong() < 0
                && Set.of("GET", "HEAD", "DELETE", "OPTIONS").contains(request.getMethod()));
    if (none) {
      return HttpRequest.BodyPublishers.noBody();
    }
    InputStream in = request.getInputStream();
    HttpRequest.BodyPublisher publisher = HttpRequest.BodyPublishers.ofInputStream(() -> in);
    return request.getContentLengthLong() < 0
        ? publisher
        : HttpRequest.BodyPublishers.fromPublisher(publisher, request.getContentLengthLong());
  }

  private static void closeQuietly(InputStream from) {
    try {
      from.close();
    } catch (IOException e) {
      LOG.debug("closing after a client's end", e);
    }
  }

  @Override
  public void close() {
    if (nodes != null) {
      nodes.shutdownNow();
      strangers.shutdownNow();
    }
  }
}

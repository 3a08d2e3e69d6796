package io.gantry.controlruntime;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The API server's address with the connection to it, shared by all clients of one TLS identity.
 * HTTP/2, so one connection carries all requests; {@link #permits} keeps the number of requests
 * under way below the stream limit servers set (128 with Jetty), which the client would answer with
 * an error, not with waiting. Watches hold a stream each and no permit.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final int CONCURRENT = 96;

  private final URI base;
  private final HttpClient http;
  private final Semaphore permits = new Semaphore(CONCURRENT);

  /**
   * @param base such as {@code https://10.0.0.1:6443}
   * @param tls trusts the cluster's CA, and holds the client certificate if there is one; null for
   *     plain HTTP
   */
  public HttpEndpoint(URI base, SSLContext tls) {
    this.base = base;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER);
    if (tls != null) {
      builder.sslContext(tls).sslParameters(new SSLParameters());
    }
    this.http = builder.build();
  }

  public URI base() {
    return base;
  }

  HttpClient http() {
    return http;
  }

  Semaphore permits() {
    return permits;
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}

package io.gantry.nodeagent.probes;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.pod.ContainerView;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import tools.jackson.databind.JsonNode;

/** HTTP as probes want it: no proxy, no redirects, any certificate, a connection per request. */
final class HttpGetCaller implements HttpCaller {
  private static final int SHOWN = 10_240;

  private final HttpClient client;

  HttpGetCaller() {
    try {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, new TrustManager[] {new Anyone()}, null);
      this.client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .sslContext(tls)
              .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Answer get(JsonNode httpGet, ContainerView container, String podIp, int timeoutSeconds)
      throws InterruptedException {
    int port = Ports.number(httpGet.get("port"), container);
    String given = Json.text(httpGet, "host");
    String host = given.isEmpty() ? podIp : given;
    String scheme = Json.text(httpGet, "scheme").toLowerCase(Locale.ROOT);
    String path = Json.text(httpGet, "path");
    String url =
        (scheme.isEmpty() ? "http" : scheme)
            + "://"
            + host
            + ":"
            + port
            + (path.startsWith("/") ? path : "/" + path);
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url))
              .timeout(Duration.ofSeconds(timeoutSeconds))
              .header("User-Agent", "kube-probe/1.32")
              .header("Accept", "*/*")
              .GET();
      for (JsonNode header : Json.items(httpGet, "httpHeaders")) {
        add(request, Json.text(header, "name"), Json.text(header, "value"));
      }
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      String body = response.body();
      return response.statusCode() >= 200 && response.statusCode() < 400
          ? new Answer(response.statusCode(), body.substring(0, Math.min(SHOWN, body.length())))
          : new Answer(
              response.statusCode(), "HTTP probe failed with statuscode: " + response.statusCode());
    } catch (HttpTimeoutException e) {
      return new Answer(
          0,
          "Get \""
              + url
              + "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
    } catch (IOException e) {
      return new Answer(
          0, "Get \"" + url + "\": dial tcp " + host + ":" + port + ": " + Ports.fault(e));
    } catch (IllegalArgumentException e) {
      return new Answer(0, e.getMessage());
    }
  }

  /** The JDK refuses a few names ({@code Host}); the request goes without them. */
  private static void add(HttpRequest.Builder request, String name, String value) {
    try {
      request.setHeader(name, value);
    } catch (IllegalArgumentException e) {
      return;
    }
  }

  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

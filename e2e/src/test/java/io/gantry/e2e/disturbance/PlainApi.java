package io.gantry.e2e.disturbance;

import io.gantry.apimodel.Json;
import io.gantry.controlruntime.PemIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** The API as any client has it: nothing is tried again, an answer that is lost is an exception. */
final class PlainApi {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  record Answer(int code, JsonNode body) {
    /** Whether the API says that it did, or did not do, what it was asked. */
    boolean isFinal() {
      return code < 500 && code != 429;
    }

    long revision() {
      return Long.parseLong(Json.text(body, "metadata", "resourceVersion"));
    }

    String uid() {
      return Json.text(body, "metadata", "uid");
    }
  }

  private final URI server;
  private final HttpClient http;

  PlainApi(URI server, Path pki, HttpClient.Version version) {
    this.server = server;
    this.http =
        HttpClient.newBuilder()
            .version(version)
            .connectTimeout(Duration.ofSeconds(5))
            .sslContext(
                new PemIdentity(
                        pki.resolve("ca.crt"), pki.resolve("admin.crt"), pki.resolve("admin.key"))
                    .withCertificate())
            .build();
  }

  Answer send(String method, String path, JsonNode body) throws IOException {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body));
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(path))
            .method(method, publisher)
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), parsed(answer.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(e.getMessage());
    }
  }

  private static JsonNode parsed(byte[] body) throws IOException {
    try {
      return Json.parse(body);
    } catch (RuntimeException e) {
      throw new IOException("the answer is no JSON", e);
    }
  }

  /** A stream of lines; who reads it closes it. */
  HttpResponse<InputStream> stream(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(server.resolve(path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  /** Asks until there is a final answer. */
  Answer insist(String method, String path) throws InterruptedException {
    while (true) {
      try {
        Answer answer = send(method, path, null);
        if (answer.isFinal()) {
          return answer;
        }
      } catch (InterruptedIOException e) {
        throw new InterruptedException();
      } catch (IOException e) {
        // Asked again.
      }
      Thread.sleep(200);
    }
  }
}

package io.gantry.standalone;

import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/**
 * What clients ask of a young cluster: every verb, discovery, tables, watches; over TLS, HTTP/2.
 */
final class TrainingRequests {
  private static final int OBJECTS = 200;
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final String JSON = "application/json";
  private static final String TABLE =
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
  private static final List<String> DOCUMENTS =
      List.of(
          "/readyz",
          "/version",
          "/api",
          "/apis",
          "/api/v1",
          "/apis/apps/v1",
          "/openapi/v2",
          "/openapi/v3",
          "/openapi/v3/api/v1",
          "/api/v1/nodes",
          "/api/v1/nodes/training",
          "/apis/coordination.k8s.io/v1/leases");

  private static final String DEPLOYMENT =
      """
      {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},
       "spec":{"replicas":2,"selector":{"matchLabels":{"app":"d"}},
        "template":{"metadata":{"labels":{"app":"d"}},
         "spec":{"containers":[{"name":"c","image":"busybox:1.36","command":["sleep","1"]}]}}}}
      """;
  private static final String POD =
      """
      {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},
       "spec":{"nodeName":"training","containers":[{"name":"c","image":"busybox:1.36"}]}}
      """;
  private static final String SERVICE =
      """
      {"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},
       "spec":{"selector":{"app":"d"},"ports":[{"port":80}]}}
      """;

  private final HttpClient client;
  private final String base;

  TrainingRequests(ClusterPki pki, int port) throws IOException {
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .sslContext(TlsContexts.of(pki.admin(), pki.clusterCa()))
            .build();
    base = "https://127.0.0.1:" + port;
  }

  void send() throws IOException, InterruptedException {
    try (client) {
      for (String path : DOCUMENTS) {
        send("GET", path, JSON, "");
        send("GET", path, TABLE, "");
      }
      String namespace = "/api/v1/namespaces/default";
      send("POST", "/apis/apps/v1/namespaces/default/deployments", JSON, DEPLOYMENT);
      send("POST", namespace + "/services", JSON, SERVICE);
      send("POST", namespace + "/pods", JSON, POD);
      String maps = namespace + "/configmaps";
      for (int i = 0; i < OBJECTS; i++) {
        send("POST", maps, JSON, configMap("m" + i));
        send("GET", maps + "/m" + i, JSON, "");
      }
      send("GET", maps, JSON, "");
      send("GET", maps, TABLE, "");
      send("PATCH", maps + "/m0", "application/merge-patch+json", "{\"data\":{\"a\":\"b\"}}");
      send(
          "PATCH",
          maps + "/m1",
          "application/strategic-merge-patch+json",
          "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
      send(
          "PATCH",
          maps + "/m2?fieldManager=training&force=true",
          "application/apply-patch+yaml",
          configMap("m2"));
      send("PUT", maps + "/m3", JSON, configMap("m3"));
      send("DELETE", maps + "/m4", JSON, "");
      send("GET", namespace + "/pods?watch=true&timeoutSeconds=2", JSON, "");
      send("GET", namespace + "/pods", TABLE, "");
      send("DELETE", namespace + "/pods/p?gracePeriodSeconds=0", JSON, "");
    }
  }

  private static String configMap(String name) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
        + name
        + "\",\"labels\":{\"app\":\"x\"}},\"data\":{\"text\":\""
        + "x".repeat(1500)
        + "\"}}";
  }

  /** Whatever the answer: a refusal teaches, too. */
  private void send(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(WITHIN)
            .header("Accept", method.equals("GET") ? type : JSON)
            .header("Content-Type", method.equals("GET") ? JSON : type)
            .method(method, BodyPublishers.ofString(body))
            .build();
    HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
    if (answer.statusCode() >= 500) {
      throw new IOException(method + " " + path + " was answered with " + answer.statusCode());
    }
  }
}

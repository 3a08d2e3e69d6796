package io.gantry.apischema.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gantry.apimodel.Json;
import io.gantry.apischema.Schema;
import io.gantry.apischema.openapi.OpenApiDocuments.Document;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The documents as a real kubectl reads them, from a server on loopback that has nothing else. */
class KubectlExplainIT {
  private static final Map<String, JsonNode> LISTS = new TreeMap<>();

  static {
    try (InputStream in = KubectlExplainIT.class.getResourceAsStream("/discovery.json")) {
      Json.parse(in.readAllBytes())
          .forEach(list -> LISTS.put(Json.text(list, "groupVersion"), list));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private final List<ServedResource> served = OpenApiDocumentsTest.served();
  private final OpenApiDocuments documents = new OpenApiDocuments(Schema.load(), () -> served);
  @TempDir private Path home;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    Files.writeString(
        home.resolve("config"),
        "{\"apiVersion\":\"v1\",\"kind\":\"Config\",\"current-context\":\"c\",\"clusters\":[{\"name\":"
            + "\"c\",\"cluster\":{\"server\":\""
            + address
            + "\"}}],\"contexts\":[{\"name\":\"c\",\"context\":{\"cluster\":\"c\",\"user\":\"\"}}]}");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void explainsFieldsFromVersion3() throws Exception {
    assertThat(kubectl("explain", "deployment.spec.strategy"))
        .contains("KIND:       Deployment", "FIELD: strategy <DeploymentStrategy>")
        .contains("The deployment strategy to use to replace existing pods with new ones.")
        .contains("enum: Recreate, RollingUpdate");
    assertThat(kubectl("explain", "crd.spec.versions.schema", "--recursive"))
        .contains("openAPIV3Schema");
  }

  @Test
  void explainsFieldsFromVersion2() throws Exception {
    assertThat(kubectl("explain", "pod.spec.affinity", "--output=plaintext-openapiv2"))
        .contains("RESOURCE: affinity <Object>")
        .contains("If specified, the pod's scheduling constraints");
  }

  private String kubectl(String... arguments) throws Exception {
    Path binary =
        Stream.of("kubectl.1.32", "kubectl")
            .flatMap(
                name ->
                    Stream.of((System.getenv("PATH") + ":/usr/lib/google-cloud-sdk/bin").split(":"))
                        .map(folder -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    Assumptions.assumeTrue(binary != null, "no kubectl on this machine");
    ProcessBuilder builder = new ProcessBuilder(binary.toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("KUBECONFIG", home.resolve("config").toString());
    builder.environment().put("HOME", home.toString());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/openapi/v2")) {
      send(exchange, 200, documents.v2Protobuf());
    } else if (path.equals("/openapi/v3")) {
      send(exchange, 200, documents.v3Index());
    } else if (path.startsWith("/openapi/v3/")) {
      send(exchange, 200, documents.v3(path.substring("/openapi/v3/".length())).orElseThrow());
    } else if (path.equals("/api")) {
      ObjectNode versions = Json.object().put("kind", "APIVersions");
      versions.putArray("versions").add("v1");
      send(exchange, versions);
    } else if (path.equals("/apis")) {
      send(exchange, groups());
    } else {
      JsonNode list = LISTS.get(path.replaceFirst("^/apis?/", ""));
      send(exchange, list == null ? Json.object() : list);
    }
  }

  private static ObjectNode groups() {
    ObjectNode groups = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode list = groups.putArray("groups");
    for (String groupVersion : LISTS.keySet()) {
      if (groupVersion.contains("/")) {
        String[] parts = groupVersion.split("/");
        ObjectNode version =
            Json.object().put("groupVersion", groupVersion).put("version", parts[1]);
        ObjectNode group = list.addObject().put("name", parts[0]);
        group.putArray("versions").add(version);
        group.set("preferredVersion", version);
      }
    }
    return groups;
  }

  private static void send(HttpExchange exchange, JsonNode body) throws IOException {
    send(exchange, 200, new Document(Json.bytes(body), "", OpenApiDocuments.JSON));
  }

  private static void send(HttpExchange exchange, int code, Document document) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", document.contentType());
      exchange.sendResponseHeaders(code, document.bytes().length);
      exchange.getResponseBody().write(document.bytes());
    }
  }
}

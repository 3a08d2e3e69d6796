package io.gantry.resource.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.resource.server.RunningService.Reply;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ResourceServletTest {
  private static final String CONFIGMAPS = "/api/v1/namespaces/default/configmaps";
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
  private static RunningService service;

  @BeforeAll
  static void start() throws Exception {
    service = RunningService.forAdmin();
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
  }

  private static Reply create(String name) throws Exception {
    return service.send(
        "POST", CONFIGMAPS, "{'metadata':{'name':'" + name + "'},'data':{'a':'1'}}");
  }

  @Test
  void createsGetsListsAndDeletes() throws Exception {
    Reply created = create("crud");
    assertThat(created.code()).isEqualTo(201);
    assertThat(created.http().headers().firstValue("content-type")).contains("application/json");
    assertThat(created.http().headers().firstValue("cache-control")).contains("no-cache, private");
    assertThat(created.http().headers().firstValue("audit-id")).isPresent();
    Reply got = service.send("GET", CONFIGMAPS + "/crud", "");
    assertThat(got.json()).isEqualTo(created.json());
    Reply list = service.send("GET", CONFIGMAPS + "?fieldSelector=metadata.name%3Dcrud", "");
    assertThat(list.text("kind")).isEqualTo("ConfigMapList");
    assertThat(Json.items(list.json(), "items")).hasSize(1);
    Reply table = service.send("GET", CONFIGMAPS + "/crud", "", "Accept", TABLE);
    assertThat(table.text("kind")).isEqualTo("Table");
    assertThat(table.json().path("rows").path(0).path("cells").path(0).stringValue())
        .isEqualTo("crud");
    Reply deleted = service.send("DELETE", CONFIGMAPS + "/crud", "");
    assertThat(deleted.text("status")).isEqualTo("Success");
    assertThat(deleted.text("details", "kind")).isEqualTo("configmaps");
    Reply gone = service.send("GET", CONFIGMAPS + "/crud", "");
    assertThat(gone.code()).isEqualTo(404);
    assertThat(gone.text("message")).isEqualTo("configmaps \"crud\" not found");
  }

  @Test
  void watchesWithoutAThread() throws Exception {
    create("w0");
    HttpResponse<Stream<String>> watch =
        service.watch(CONFIGMAPS + "?watch=1&fieldSelector=metadata.name%3Dw0");
    assertThat(watch.statusCode()).isEqualTo(200);
    try (Stream<String> lines = watch.body()) {
      Iterator<String> events = lines.iterator();
      assertThat(Json.text(Json.parse(events.next()), "type")).isEqualTo("ADDED");
      service.send("PUT", CONFIGMAPS + "/w0", "{'metadata':{'name':'w0'},'data':{'a':'2'}}");
      JsonNode modified = Json.parse(events.next());
      assertThat(Json.text(modified, "type")).isEqualTo("MODIFIED");
      assertThat(Json.text(modified, "object", "data", "a")).isEqualTo("2");
      service.send("DELETE", CONFIGMAPS + "/w0", "");
      assertThat(Json.text(Json.parse(events.next()), "type")).isEqualTo("DELETED");
    }
  }

  @Test
  void aWatchEndsWhenItsTimeIsUp() throws Exception {
    HttpResponse<Stream<String>> watch =
        service.watch(
            CONFIGMAPS
                + "?watch=1&timeoutSeconds=3&allowWatchBookmarks=true&labelSelector=no%3Dthing");
    try (Stream<String> lines = watch.body()) {
      List<String> events = lines.toList();
      assertThat(events).hasSize(1);
      assertThat(Json.text(Json.parse(events.getFirst()), "type")).isEqualTo("BOOKMARK");
    }
  }

  @Test
  void errorsAreStatusDocumentsAndPrettyForCurl() throws Exception {
    Reply reply = service.send("GET", "/api/v1/nosuch", "", "User-Agent", "curl/8");
    assertThat(reply.code()).isEqualTo(404);
    assertThat(reply.http().body())
        .isEqualTo(
            """
            {
              "kind": "Status",
              "apiVersion": "v1",
              "metadata": {},
              "status": "Failure",
              "message": "the server could not find the requested resource",
              "reason": "NotFound",
              "details": {},
              "code": 404
            }""");
    assertThat(service.send("OPTIONS", CONFIGMAPS, "").text("message"))
        .isEqualTo("the server does not allow this method on the requested resource");
    assertThat(service.send("POST", CONFIGMAPS + "/x", "{}").code()).isEqualTo(405);
    assertThat(service.send("GET", CONFIGMAPS, "", "Accept", "text/html").text("message"))
        .isEqualTo(
            "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml,"
                + " application/vnd.kubernetes.protobuf");
  }

  @Test
  void bigBodiesAreRefused() throws Exception {
    String big = "x".repeat(ResourceServlet.MAX_BODY + 1);
    Reply reply = service.send("POST", CONFIGMAPS, big);
    assertThat(reply.code()).isEqualTo(413);
    assertThat(reply.text("reason")).isEqualTo("RequestEntityTooLarge");
  }

  @Test
  void warningsAreHeaders() throws Exception {
    Reply reply =
        service.send("POST", CONFIGMAPS + "?dryRun=All", "{'metadata':{'name':'warned'},'dat':{}}");
    assertThat(reply.code()).isEqualTo(201);
    assertThat(reply.http().headers().firstValue("warning"))
        .contains("299 - \"unknown field \\\"dat\\\"\"");
  }

  @Test
  void discoveryIsWhatKubernetesSays() throws Exception {
    for (JsonNode recorded : Recorded.document("discovery.json")) {
      String version = Json.text(recorded, "groupVersion");
      String path = version.contains("/") ? "/apis/" + version : "/api/" + version;
      assertThat(service.send("GET", path, "").json()).as(path).isEqualTo(recorded);
    }
    Reply aggregated =
        service.send(
            "GET",
            "/apis",
            "",
            "Accept",
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json");
    assertThat(aggregated.http().headers().firstValue("content-type"))
        .contains("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    assertThat(aggregated.json()).isEqualTo(Recorded.document("discovery-aggregated.json"));
    String etag = aggregated.http().headers().firstValue("etag").orElseThrow();
    Reply unchanged =
        service.send(
            "GET",
            "/apis",
            "",
            "Accept",
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
            "If-None-Match",
            etag);
    assertThat(unchanged.code()).isEqualTo(304);
  }

  @Test
  void otherDocuments() throws Exception {
    assertThat(service.send("GET", "/version", "").text("minor")).isEqualTo("32");
    assertThat(service.send("GET", "/readyz", "").http().body()).isEqualTo("ok");
    assertThat(service.send("GET", "/livez?verbose", "").http().body())
        .endsWith("livez check passed\n");
    assertThat(service.send("GET", "/apis/apps/", "").text("name")).isEqualTo("apps");
    assertThat(service.send("GET", "/apis/nosuch/v1", "").code()).isEqualTo(404);
    assertThat(service.send("GET", "/api", "").http().body())
        .contains("\"versions\":[\"v1\"],\"serverAddressByClientCIDRs\"");
  }

  @Test
  void strangersAreTurnedAway() throws Exception {
    try (RunningService closed = new RunningService(request -> Optional.empty())) {
      Reply reply = closed.send("GET", "/api/v1/pods", "");
      assertThat(reply.code()).isEqualTo(401);
      assertThat(reply.text("message")).isEqualTo("Unauthorized");
    }
    try (RunningService open =
        new RunningService(request -> Optional.of(io.gantry.apiaccess.UserInfo.ANONYMOUS))) {
      Reply reply = open.send("GET", "/api/v1/namespaces/default/pods", "");
      assertThat(reply.code()).isEqualTo(403);
      assertThat(reply.text("message"))
          .isEqualTo(
              "pods is forbidden: User \"system:anonymous\" cannot list resource \"pods\" in API"
                  + " group \"\" in the namespace \"default\"");
      assertThat(open.send("GET", "/openapi/v3", "").text("message"))
          .isEqualTo("forbidden: User \"system:anonymous\" cannot get path \"/openapi/v3\"");
    }
  }
}

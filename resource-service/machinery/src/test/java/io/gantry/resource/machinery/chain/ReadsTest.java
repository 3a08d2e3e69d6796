package io.gantry.resource.machinery.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apiaccess.Authorizer;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.FakeCluster;
import io.gantry.resource.machinery.FakeCluster.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadsTest {
  private static final String ALL = "/apis/example.io/v1/widgets";
  private static final String WIDGETS = "/apis/example.io/v1/namespaces/ns/widgets";
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
  private final FakeCluster cluster = new FakeCluster();

  @BeforeEach
  void fill() {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      cluster.send(
          "POST",
          WIDGETS,
          "{'metadata':{'name':'%s','labels':{'set':'%s'}},'spec':{'color':'%s'}}"
              .formatted(name, name.compareTo("d") < 0 ? "one" : "two", name));
    }
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void listsInChunks() {
    Reply first = cluster.get(WIDGETS + "?limit=2");
    assertThat(first.text("kind")).isEqualTo("WidgetList");
    assertThat(first.names()).containsExactly("a", "b");
    assertThat(Json.integer(first.json(), 0, "metadata", "remainingItemCount")).isEqualTo(3);
    // What happens in between is not seen: the list is of one revision.
    cluster.send("POST", WIDGETS, "{'metadata':{'name':'bb'}}");
    cluster.send("DELETE", WIDGETS + "/e", "");
    Reply second = cluster.get(WIDGETS + "?limit=2&continue=" + first.text("metadata", "continue"));
    assertThat(second.names()).containsExactly("c", "d");
    assertThat(second.text("metadata", "resourceVersion"))
        .isEqualTo(first.text("metadata", "resourceVersion"));
    Reply last = cluster.get(WIDGETS + "?limit=2&continue=" + second.text("metadata", "continue"));
    assertThat(last.names()).containsExactly("e");
    assertThat(Json.has(last.json(), "metadata", "continue")).isFalse();
    assertThat(Json.has(last.json(), "metadata", "remainingItemCount")).isFalse();
  }

  @Test
  void aSelectedListDoesNotSayHowMuchIsLeft() {
    Reply reply = cluster.get(WIDGETS + "?limit=1&labelSelector=set%3Dtwo");
    assertThat(reply.names()).containsExactly("d");
    assertThat(reply.text("metadata", "continue")).isNotEmpty();
    assertThat(Json.has(reply.json(), "metadata", "remainingItemCount")).isFalse();
  }

  @Test
  void selectsByLabelsAndFields() {
    assertThat(cluster.get(WIDGETS + "?labelSelector=" + encoded("set in (two)")).names())
        .containsExactly("d", "e");
    assertThat(cluster.get(WIDGETS + "?fieldSelector=spec.color%3Dc").names()).containsExactly("c");
    assertThat(cluster.get(WIDGETS + "?fieldSelector=metadata.name%3Dd").names())
        .containsExactly("d");
    assertThat(
            cluster
                .get(WIDGETS + "?fieldSelector=metadata.name%3Dd&labelSelector=set%3Done")
                .names())
        .isEmpty();
    assertThat(cluster.get(ALL).names()).hasSize(5);
    assertThat(cluster.get(WIDGETS + "?labelSelector=" + encoded("in (a)")).message())
        .isEqualTo(
            "unable to parse requirement: found '(', expected: in, notin, =, ==, !=, gt, lt");
    assertThat(cluster.get(WIDGETS + "?fieldSelector=spec.nosuch%3Dx").message())
        .isEqualTo("field label not supported: spec.nosuch");
    assertThat(cluster.get("/api/v1/gadgets?fieldSelector=spec.x%3Dx").message())
        .isEqualTo(
            "\"spec.x\" is not a known field selector: only \"metadata.name\","
                + " \"metadata.namespace\"");
  }

  @Test
  void versionsSayHowFreshAnAnswerMustBe() {
    String version = cluster.get(WIDGETS + "/a").text("metadata", "resourceVersion");
    cluster.patch(WIDGETS + "/a", "application/merge-patch+json", "{'spec':{'color':'new'}}");
    Reply exact =
        cluster.get(WIDGETS + "?resourceVersion=" + version + "&resourceVersionMatch=Exact");
    assertThat(exact.names()).containsExactly("a");
    Reply fresh =
        cluster.get(WIDGETS + "?resourceVersion=" + version + "&resourceVersionMatch=NotOlderThan");
    assertThat(fresh.json().path("items").path(0).path("spec").path("color").stringValue())
        .isEqualTo("new");
    assertThat(cluster.get(WIDGETS + "?resourceVersion=0").names()).hasSize(5);
    assertThat(cluster.get(WIDGETS + "?resourceVersionMatch=Exact").message())
        .isEqualTo(
            "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
                + " resourceVersionMatch is forbidden unless resourceVersion is provided");
    assertThat(cluster.get(WIDGETS + "?resourceVersion=0&resourceVersionMatch=Exact").message())
        .endsWith("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
    Reply late = cluster.get(WIDGETS + "/a?resourceVersion=999999999");
    assertThat(late.code()).isEqualTo(504);
    assertThat(late.message()).startsWith("Timeout: Too large resource version: 999999999");
    assertThat(late.json().path("details").path("causes").path(0).path("reason").stringValue())
        .isEqualTo("ResourceVersionTooLarge");
    assertThat(cluster.get(WIDGETS + "?resourceVersion=abc").code()).isEqualTo(500);
  }

  @Test
  void badContinueTokensAreRefused() {
    assertThat(cluster.get(WIDGETS + "?continue=xyz").code()).isEqualTo(400);
    Reply both = cluster.get(WIDGETS + "?limit=1");
    assertThat(
            cluster
                .get(WIDGETS + "?resourceVersion=5&continue=" + both.text("metadata", "continue"))
                .message())
        .isEqualTo("specifying resource version is not allowed when using continue");
  }

  @Test
  void tablesCarryWhatIsAskedFor() {
    Reply table = cluster.send("GET", WIDGETS, "", "", TABLE);
    assertThat(table.text("kind")).isEqualTo("Table");
    assertThat(Json.items(table.json(), "columnDefinitions"))
        .extracting(column -> Json.text(column, "name"))
        .containsExactly("Name", "Created At");
    assertThat(table.json().path("rows").path(1).path("cells").toString())
        .isEqualTo("[\"b\",\"2026-01-02T03:04:05Z\"]");
    assertThat(table.json().path("rows").path(0).path("object").path("kind").stringValue())
        .isEqualTo("PartialObjectMetadata");
    Reply bare = cluster.send("GET", WIDGETS + "/a?includeObject=None", "", "", TABLE);
    assertThat(bare.json().path("rows").path(0).path("object").isNull()).isTrue();
    Reply whole = cluster.send("GET", WIDGETS + "/a?includeObject=Object", "", "", TABLE);
    assertThat(whole.json().path("rows").path(0).path("object").path("kind").stringValue())
        .isEqualTo("Widget");
    assertThat(cluster.send("GET", WIDGETS + "?includeObject=Some", "", "", TABLE).code())
        .isEqualTo(422);
  }

  @Test
  void metadataAlone() {
    String accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    Reply one = cluster.send("GET", WIDGETS + "/a", "", "", accept);
    assertThat(one.text("kind")).isEqualTo("PartialObjectMetadata");
    assertThat(one.json().has("spec")).isFalse();
    Reply list =
        cluster.send(
            "GET",
            WIDGETS,
            "",
            "",
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
    assertThat(list.text("kind")).isEqualTo("PartialObjectMetadataList");
    assertThat(list.names()).hasSize(5);
    assertThat(cluster.send("GET", WIDGETS, "", "", "text/html").code()).isEqualTo(406);
    assertThat(
            cluster
                .send("GET", WIDGETS, "", "", "application/vnd.kubernetes.protobuf")
                .text("kind"))
        .isEqualTo("WidgetList");
  }

  @Test
  void pathsThatNobodyHas() {
    assertThat(cluster.get("/apis/example.io/v1/nosuch").code()).isEqualTo(404);
    assertThat(cluster.get("/apis/example.io/v1/namespaces/ns/gadgets").code()).isEqualTo(404);
    assertThat(cluster.get("/api/v1/namespaces/ns/gadgets").code()).isEqualTo(404);
    assertThat(cluster.get("/apis/example.io/v1/widgets/a").code()).isEqualTo(404);
    assertThat(cluster.send("POST", ALL, "{}").code()).isEqualTo(405);
    assertThat(cluster.send("PUT", WIDGETS, "{}").code()).isEqualTo(405);
    assertThat(cluster.send("OPTIONS", WIDGETS, "").code()).isEqualTo(405);
  }

  @Test
  void whatIsNotAllowedIsRefusedBeforeItIsLookedFor() {
    cluster.decision = new Authorizer.Decision(Authorizer.Verdict.NO_OPINION, "because");
    Reply reply = cluster.get("/apis/example.io/v1/namespaces/ns/nosuch/x");
    assertThat(reply.code()).isEqualTo(403);
    assertThat(reply.message())
        .isEqualTo(
            "nosuch.example.io \"x\" is forbidden: User \"admin\" cannot get resource \"nosuch\""
                + " in API group \"example.io\" in the namespace \"ns\": because");
  }
}

package io.gantry.resource.machinery.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.FakeCluster;
import io.gantry.resource.machinery.FakeCluster.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeletesTest {
  private static final String WIDGETS = "/apis/example.io/v1/namespaces/ns/widgets";
  private final FakeCluster cluster = new FakeCluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  private Reply create(String metadata, String spec) {
    return cluster.send(
        "POST", WIDGETS, "{'metadata':{'name':'a'" + metadata + "},'spec':{" + spec + "}}");
  }

  private Reply delete(String query, String body) {
    return cluster.send("DELETE", WIDGETS + "/a" + query, body);
  }

  @Test
  void removesAtOnceAndAnswersWithAStatus() {
    String uid = create("", "").text("metadata", "uid");
    Reply reply = delete("", "");
    assertThat(Json.string(reply.json()))
        .isEqualTo(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\","
                + "\"details\":{\"name\":\"a\",\"group\":\"example.io\",\"kind\":\"widgets\",\"uid\":\""
                + uid
                + "\"}}");
    assertThat(delete("", "").code()).isEqualTo(404);
  }

  @Test
  void someKindsAnswerWithTheObject() {
    cluster.send("POST", "/api/v1/gadgets", "{'metadata':{'name':'g'}}");
    assertThat(cluster.send("DELETE", "/api/v1/gadgets/g", "").text("kind")).isEqualTo("Gadget");
  }

  @Test
  void waitsForFinalizers() {
    create(",'finalizers':['example.io/wait']", "");
    Reply reply = delete("", "");
    assertThat(reply.text("kind")).isEqualTo("Widget");
    assertThat(reply.text("metadata", "deletionTimestamp")).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(Json.number(reply.json(), -1, "metadata", "deletionGracePeriodSeconds")).isZero();
    assertThat(Json.number(reply.json(), 0, "metadata", "generation")).isEqualTo(2);
    // Again: nothing changes.
    assertThat(delete("", "").text("metadata", "resourceVersion"))
        .isEqualTo(reply.text("metadata", "resourceVersion"));
    Reply more =
        cluster.patch(
            WIDGETS + "/a",
            "application/merge-patch+json",
            "{'metadata':{'finalizers':['example.io/wait','example.io/more']}}");
    assertThat(more.message())
        .isEqualTo(
            "Widget.example.io \"a\" is invalid: metadata.finalizers: Forbidden: no new finalizers"
                + " can be added if the object is being deleted, found new finalizers"
                + " []string{\"example.io/more\"}");
    Reply last =
        cluster.patch(
            WIDGETS + "/a", "application/merge-patch+json", "{'metadata':{'finalizers':null}}");
    assertThat(last.code()).isEqualTo(200);
    assertThat(cluster.stored("ns", "a")).isNull();
  }

  @Test
  void propagationPoliciesAreFinalizers() {
    create("", "");
    assertThat(
            Json.texts(
                delete("", "{'propagationPolicy':'Foreground'}").json(), "metadata", "finalizers"))
        .containsExactly("foregroundDeletion");
    assertThat(delete("?propagationPolicy=Orphan", "").code()).isEqualTo(200);
    assertThat(Json.texts(cluster.get(WIDGETS + "/a").json(), "metadata", "finalizers"))
        .containsExactly("orphan");
    Reply bad = delete("?propagationPolicy=Sideways", "");
    assertThat(bad.code()).isEqualTo(422);
    assertThat(bad.message())
        .isEqualTo(
            "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value:"
                + " \"Sideways\": supported values: \"Foreground\", \"Background\", \"Orphan\","
                + " \"nil\"");
  }

  @Test
  void gracePeriodsOnlyGetShorter() {
    create("", "'grace':30");
    Reply reply = delete("", "");
    assertThat(reply.text("metadata", "deletionTimestamp")).isEqualTo("2026-01-02T03:04:35Z");
    assertThat(Json.number(reply.json(), 0, "metadata", "deletionGracePeriodSeconds"))
        .isEqualTo(30);
    assertThat(delete("?gracePeriodSeconds=60", "").text("metadata", "deletionTimestamp"))
        .isEqualTo("2026-01-02T03:04:35Z");
    assertThat(delete("", "{'gracePeriodSeconds':5}").text("metadata", "deletionTimestamp"))
        .isEqualTo("2026-01-02T03:04:10Z");
    assertThat(cluster.stored("ns", "a").deleting()).isTrue();
    assertThat(delete("?gracePeriodSeconds=0", "").code()).isEqualTo(200);
    assertThat(cluster.stored("ns", "a")).isNull();
  }

  @Test
  void someObjectsAreHeldByTheirKind() {
    create("", "'held':true");
    assertThat(delete("", "").text("kind")).isEqualTo("Widget");
    assertThat(cluster.stored("ns", "a").deleting()).isTrue();
    cluster.patch(WIDGETS + "/a", "application/merge-patch+json", "{'spec':{'held':null}}");
    assertThat(cluster.stored("ns", "a")).isNull();
  }

  @Test
  void preconditionsAreHeldAgainstTheObject() {
    String uid = create("", "").text("metadata", "uid");
    Reply reply = delete("", "{'preconditions':{'uid':'x'}}");
    assertThat(reply.code()).isEqualTo(409);
    assertThat(reply.message())
        .isEqualTo(
            "Operation cannot be fulfilled on Widget.example.io \"a\": the UID in the precondition"
                + " (x) does not match the UID in record ("
                + uid
                + "). The object might have been deleted and then recreated");
    assertThat(delete("", "{'preconditions':{'resourceVersion':'1000'}}").code()).isEqualTo(409);
    assertThat(delete("", "{'preconditions':{'uid':'" + uid + "'}}").code()).isEqualTo(200);
  }

  @Test
  void dryRunsRemoveNothing() {
    create("", "");
    assertThat(delete("?dryRun=All", "").code()).isEqualTo(200);
    assertThat(delete("", "{'dryRun':['All']}").code()).isEqualTo(200);
    assertThat(cluster.stored("ns", "a")).isNotNull();
  }

  @Test
  void aNameThatIsBeingDeletedIsStillTaken() {
    create(",'finalizers':['example.io/wait']", "");
    delete("", "");
    assertThat(create("", "").message())
        .isEqualTo("object is being deleted: widgets.example.io \"a\" already exists");
  }

  @Test
  void collectionsAreDeletedBySelection() {
    for (String name : new String[] {"a", "b", "c"}) {
      cluster.send(
          "POST",
          WIDGETS,
          "{'metadata':{'name':'%s','labels':{'x':'%s'}}}"
              .formatted(name, name.equals("c") ? "no" : "yes"));
    }
    Reply reply = cluster.send("DELETE", WIDGETS + "?labelSelector=x%3Dyes", "");
    assertThat(reply.text("kind")).isEqualTo("WidgetList");
    assertThat(reply.names()).containsExactly("a", "b");
    assertThat(cluster.get(WIDGETS).names()).containsExactly("c");
  }
}

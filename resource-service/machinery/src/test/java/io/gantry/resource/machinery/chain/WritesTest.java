package io.gantry.resource.machinery.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.FakeCluster;
import io.gantry.resource.machinery.FakeCluster.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WritesTest {
  private static final String WIDGETS = "/apis/example.io/v1/namespaces/ns/widgets";
  private final FakeCluster cluster = new FakeCluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  private Reply create(String name) {
    return cluster.send("POST", WIDGETS, "{'metadata':{'name':'" + name + "'}}");
  }

  @Test
  void createsWithSystemFieldsAndManagedFields() {
    Reply reply =
        cluster.send(
            "POST",
            WIDGETS + "?fieldManager=me",
            "{'metadata':{'name':'a','uid':'mine'},'spec':{'color':'red'},'status':{'note':'x'}}");
    assertThat(reply.code()).isEqualTo(201);
    assertThat(reply.text("kind")).isEqualTo("Widget");
    assertThat(reply.text("apiVersion")).isEqualTo("example.io/v1");
    assertThat(reply.text("metadata", "namespace")).isEqualTo("ns");
    assertThat(reply.text("metadata", "creationTimestamp")).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(reply.text("metadata", "uid")).hasSize(36).isNotEqualTo("mine");
    assertThat(reply.text("metadata", "resourceVersion")).isNotEmpty();
    assertThat(Json.integer(reply.json(), 0, "metadata", "generation")).isEqualTo(1);
    assertThat(Json.integer(reply.json(), 0, "spec", "replicas")).isEqualTo(1);
    assertThat(reply.json().has("status")).isFalse();
    assertThat(Json.items(reply.json(), "metadata", "managedFields"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(Json.text(entry, "manager")).isEqualTo("me");
              assertThat(Json.has(entry, "fieldsV1", "f:spec", "f:color")).isTrue();
            });
  }

  @Test
  void generatesNames() {
    Reply reply = cluster.send("POST", WIDGETS, "{'metadata':{'generateName':'w-'}}");
    assertThat(reply.text("metadata", "name")).matches("w-[bcdfghjklmnpqrstvwxz2456789]{5}");
  }

  @Test
  void wantsAName() {
    Reply reply = cluster.send("POST", WIDGETS, "{}");
    assertThat(reply.code()).isEqualTo(422);
    assertThat(reply.message())
        .isEqualTo(
            "Widget.example.io \"\" is invalid: metadata.name: Required value: name or"
                + " generateName is required");
  }

  @Test
  void refusesWhatExists() {
    create("a");
    Reply again = create("a");
    assertThat(again.code()).isEqualTo(409);
    assertThat(again.message()).isEqualTo("widgets.example.io \"a\" already exists");
  }

  @Test
  void refusesAnotherNamespace() {
    Reply reply =
        cluster.send("POST", WIDGETS, "{'metadata':{'name':'a','namespace':'elsewhere'}}");
    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.message())
        .isEqualTo(
            "the namespace of the provided object does not match the namespace sent on the"
                + " request");
  }

  @Test
  void refusesAVersionOnCreate() {
    Reply reply = cluster.send("POST", WIDGETS, "{'metadata':{'name':'a','resourceVersion':'5'}}");
    assertThat(reply.code()).isEqualTo(500);
    assertThat(reply.message())
        .isEqualTo("resourceVersion should not be set on objects to be created");
  }

  @Test
  void unknownFieldsAreWarnedOfRefusedOrIgnored() {
    String body = "{'metadata':{'name':'%s'},'spec':{'replica':1},'extra':1}";
    Reply warned = cluster.send("POST", WIDGETS, body.formatted("a"));
    assertThat(warned.code()).isEqualTo(201);
    assertThat(warned.warnings())
        .containsExactly("unknown field \"spec.replica\"", "unknown field \"extra\"");
    Reply refused = cluster.send("POST", WIDGETS + "?fieldValidation=Strict", body.formatted("b"));
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.message())
        .isEqualTo(
            "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error:"
                + " unknown field \"spec.replica\", unknown field \"extra\"");
    Reply ignored = cluster.send("POST", WIDGETS + "?fieldValidation=Ignore", body.formatted("c"));
    assertThat(ignored.warnings()).isEmpty();
  }

  @Test
  void bodiesOfOtherKindsAreRefused() {
    Reply other =
        cluster.send(
            "POST", WIDGETS, "{'kind':'Gadget','apiVersion':'v1','metadata':{'name':'a'}}");
    assertThat(other.message())
        .isEqualTo(
            "Gadget in version \"v1\" cannot be handled as a Widget: converting (v1.Gadget) to"
                + " (example.Widget): unknown conversion");
    Reply unknown =
        cluster.send(
            "POST", WIDGETS, "{'kind':'Nothing','apiVersion':'x/v1','metadata':{'name':'a'}}");
    assertThat(unknown.message())
        .isEqualTo(
            "Nothing in version \"v1\" cannot be handled as a Widget: no kind \"Nothing\" is"
                + " registered for version \"x/v1\" in scheme"
                + " \"pkg/api/legacyscheme/scheme.go:30\"");
    Reply version =
        cluster.send(
            "POST",
            WIDGETS,
            "{'kind':'Widget','apiVersion':'example.io/v1beta1','metadata':{'name':'a'}}");
    assertThat(version.message())
        .isEqualTo(
            "the API version in the data (example.io/v1beta1) does not match the expected API"
                + " version (example.io/v1)");
    Reply empty = cluster.send("POST", WIDGETS, "");
    assertThat(empty.code()).isEqualTo(400);
    assertThat(empty.message())
        .isEqualTo(
            "the object provided is unrecognized (must be of type Widget): couldn't get"
                + " version/kind; json parse error: unexpected end of JSON input (<empty>)");
  }

  @Test
  void wrongTypesAreRefused() {
    Reply reply =
        cluster.send("POST", WIDGETS, "{'metadata':{'name':'a'},'spec':{'replicas':'x'}}");
    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.message())
        .isEqualTo(
            "Widget in version \"v1\" cannot be handled as a Widget: json: cannot unmarshal string"
                + " into Go struct field Widget.spec.replicas of type int32");
  }

  @Test
  void dryRunLeavesNoTrace() {
    Reply reply = cluster.send("POST", WIDGETS + "?dryRun=All", "{'metadata':{'name':'a'}}");
    assertThat(reply.code()).isEqualTo(201);
    assertThat(reply.text("metadata", "resourceVersion")).isEmpty();
    assertThat(cluster.get(WIDGETS + "/a").code()).isEqualTo(404);
    create("a");
    assertThat(cluster.send("POST", WIDGETS + "?dryRun=All", "{'metadata':{'name':'a'}}").code())
        .isEqualTo(409);
    Reply bad = cluster.send("POST", WIDGETS + "?dryRun=Some", "{'metadata':{'name':'a'}}");
    assertThat(bad.code()).isEqualTo(422);
  }

  @Test
  void updatesUnderAnOptimisticLock() {
    String version = create("a").text("metadata", "resourceVersion");
    Reply changed =
        cluster.send(
            "PUT",
            WIDGETS + "/a",
            "{'metadata':{'name':'a','resourceVersion':'" + version + "'},'spec':{'replicas':3}}");
    assertThat(changed.code()).isEqualTo(200);
    assertThat(Json.integer(changed.json(), 0, "metadata", "generation")).isEqualTo(2);
    Reply stale =
        cluster.send(
            "PUT",
            WIDGETS + "/a",
            "{'metadata':{'name':'a','resourceVersion':'" + version + "'},'spec':{'replicas':4}}");
    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.message())
        .isEqualTo(
            "Operation cannot be fulfilled on widgets.example.io \"a\": the object has been"
                + " modified; please apply your changes to the latest version and try again");
    assertThat(
            cluster
                .send("PUT", WIDGETS + "/a", "{'metadata':{'name':'a'},'spec':{'replicas':5}}")
                .code())
        .isEqualTo(200);
  }

  @Test
  void anUpdateThatChangesNothingDoesNotCommit() {
    Reply created = create("a");
    Reply same = cluster.send("PUT", WIDGETS + "/a", Json.string(created.json()));
    assertThat(same.code()).isEqualTo(200);
    assertThat(same.text("metadata", "resourceVersion"))
        .isEqualTo(created.text("metadata", "resourceVersion"));
  }

  @Test
  void updatesAreHeldAgainstTheUrlAndTheUid() {
    create("a");
    assertThat(cluster.send("PUT", WIDGETS + "/a", "{'metadata':{'name':'b'}}").message())
        .isEqualTo("the name of the object (b) does not match the name on the URL (a)");
    assertThat(cluster.send("PUT", WIDGETS + "/a", "{'metadata':{}}").message())
        .isEqualTo(
            "the name of the object (a based on URL) was undeterminable: name must be provided");
    assertThat(cluster.send("PUT", WIDGETS + "/a", "{'metadata':{'name':'a','uid':'0'}}").message())
        .startsWith(
            "Operation cannot be fulfilled on widgets.example.io \"a\": StorageError: invalid"
                + " object, Code: 4, Key: /registry/widgets/ns/a, ResourceVersion: 0,"
                + " AdditionalErrorMsg: Precondition failed: UID in precondition: 0, UID in"
                + " object meta: ");
    assertThat(cluster.send("PUT", WIDGETS + "/nosuch", "{'metadata':{'name':'nosuch'}}").code())
        .isEqualTo(404);
  }

  @Test
  void someKindsWantAVersionAndAreCreatedByPut() {
    String path = "/api/v1/gadgets/g";
    Reply created = cluster.send("PUT", path, "{'metadata':{'name':'g'}}");
    assertThat(created.code()).isEqualTo(201);
    Reply blind = cluster.send("PUT", path, "{'metadata':{'name':'g'},'data':{'a':'b'}}");
    assertThat(blind.code()).isEqualTo(422);
    assertThat(blind.message())
        .isEqualTo(
            "gadgets \"g\" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be"
                + " specified for an update");
  }

  @Test
  void whatIsAppliedNeedsNoVersionEvenWhereAnUpdateDoes() {
    String path = "/api/v1/gadgets/g?fieldManager=me";
    String gadget =
        "{'apiVersion':'v1','kind':'Gadget','metadata':{'name':'g','labels':{'a':'%s'}}}";
    for (String label : List.of("b", "c", "c")) {
      Reply applied = cluster.patch(path, "application/apply-patch+yaml", gadget.formatted(label));
      assertThat(applied.code()).isIn(200, 201);
      assertThat(applied.text("metadata", "labels", "a")).isEqualTo(label);
    }
    assertThat(cluster.send("PUT", "/api/v1/gadgets/g", gadget.formatted("d")).code())
        .isEqualTo(422);
  }

  @Test
  void patchesInFourWays() {
    create("a");
    Reply merged =
        cluster.patch(WIDGETS + "/a", "application/merge-patch+json", "{'spec':{'color':'blue'}}");
    assertThat(merged.code()).isEqualTo(200);
    assertThat(merged.text("spec", "color")).isEqualTo("blue");
    Reply strategic =
        cluster.patch(
            WIDGETS + "/a",
            "application/strategic-merge-patch+json",
            "{'metadata':{'labels':{'x':'y'}}}");
    assertThat(strategic.text("metadata", "labels", "x")).isEqualTo("y");
    Reply json =
        cluster.patch(
            WIDGETS + "/a",
            "application/json-patch+json",
            "[{'op':'replace','path':'/spec/color','value':'green'}]");
    assertThat(json.text("spec", "color")).isEqualTo("green");
    Reply applied =
        cluster.patch(
            WIDGETS + "/new?fieldManager=me",
            "application/apply-patch+yaml",
            "{'apiVersion':'example.io/v1','kind':'Widget','metadata':{'name':'new'},'spec':{'color':'red'}}");
    assertThat(applied.code()).isEqualTo(201);
    assertThat(applied.text("spec", "color")).isEqualTo("red");
    assertThat(cluster.patch(WIDGETS + "/a", "application/json", "{}").message())
        .isEqualTo("415: Unsupported Media Type");
    assertThat(cluster.patch(WIDGETS + "/a", "application/apply-patch+yaml", "{}").message())
        .isEqualTo(
            "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required"
                + " for apply patch");
    assertThat(
            cluster
                .patch(
                    WIDGETS + "/a", "application/merge-patch+json", "{'metadata':{'name':'other'}}")
                .message())
        .isEqualTo("the name of the object (other) does not match the name on the URL (a)");
    assertThat(cluster.patch(WIDGETS + "/a", "application/merge-patch+json", "{'spec':").message())
        .isEqualTo("error decoding patch: unexpected end of JSON input");
  }

  @Test
  void aPatchThatBreaksTheSchemaIsRefusedAsAWhole() {
    create("a");
    Reply reply =
        cluster.patch(
            WIDGETS + "/a?fieldValidation=Strict",
            "application/strategic-merge-patch+json",
            "{'spec':{'zzz':1}}");
    assertThat(reply.code()).isEqualTo(422);
    assertThat(reply.message())
        .isEqualTo(
            " \"\" is invalid: patch: Invalid value: \"map[spec:map[zzz:1]]\": strict decoding"
                + " error: unknown field \"spec.zzz\"");
  }

  @Test
  void aPatchOfAnObjectIsAnObject() {
    create("a");
    String unfit = "json: cannot unmarshal %s into Go value of type map[string]interface {}";
    assertThat(
            cluster.patch(WIDGETS + "/a", "application/strategic-merge-patch+json", "[]").message())
        .isEqualTo(unfit.formatted("array"));
    assertThat(cluster.patch(WIDGETS + "/a", "application/merge-patch+json", "1").message())
        .isEqualTo("error decoding patch: " + unfit.formatted("number"));
  }

  @Test
  void whatIsAppliedSaysWhatItIs() {
    Reply reply =
        cluster.patch(
            WIDGETS + "/a?fieldManager=me",
            "application/apply-patch+yaml",
            "{'apiVersion':'example.io/v9','kind':'Widget','metadata':{'name':'a'}}");
    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.message()).isEqualTo("invalid object type: example.io/v9, Kind=Widget");
  }

  @Test
  void statusIsWrittenOnItsOwn() {
    create("a");
    Reply status =
        cluster.patch(
            WIDGETS + "/a/status",
            "application/merge-patch+json",
            "{'spec':{'color':'no'},'status':{'note':'yes'}}");
    assertThat(status.code()).isEqualTo(200);
    assertThat(status.text("status", "note")).isEqualTo("yes");
    assertThat(status.text("spec", "color")).isEmpty();
    Reply object =
        cluster.patch(
            WIDGETS + "/a",
            "application/merge-patch+json",
            "{'spec':{'color':'red'},'status':{'note':'no'}}");
    assertThat(object.text("status", "note")).isEqualTo("yes");
    assertThat(cluster.get(WIDGETS + "/a/status").text("spec", "color")).isEqualTo("red");
    assertThat(cluster.get(WIDGETS + "/a/nosuch").code()).isEqualTo(404);
  }

  @Test
  void scalesThroughADocumentOfItsOwn() {
    cluster.send(
        "POST",
        WIDGETS,
        "{'metadata':{'name':'a'},'spec':{'replicas':2,'selector':{'matchLabels':{'x':'y'}}}}");
    Reply scale = cluster.get(WIDGETS + "/a/scale");
    assertThat(scale.text("kind")).isEqualTo("Scale");
    assertThat(scale.text("status", "selector")).isEqualTo("x=y");
    Reply patched =
        cluster.patch(
            WIDGETS + "/a/scale", "application/merge-patch+json", "{'spec':{'replicas':5}}");
    assertThat(patched.code()).isEqualTo(200);
    assertThat(Json.integer(patched.json(), 0, "spec", "replicas")).isEqualTo(5);
    assertThat(Json.integer(cluster.get(WIDGETS + "/a").json(), 0, "spec", "replicas"))
        .isEqualTo(5);
    Reply negative =
        cluster.patch(
            WIDGETS + "/a/scale", "application/merge-patch+json", "{'spec':{'replicas':-1}}");
    assertThat(negative.message())
        .isEqualTo(
            "Scale.autoscaling \"a\" is invalid: spec.replicas: Invalid value: -1: must be greater"
                + " than or equal to 0");
    String version = patched.text("metadata", "resourceVersion");
    cluster.patch(WIDGETS + "/a", "application/merge-patch+json", "{'spec':{'color':'red'}}");
    assertThat(
            cluster
                .send(
                    "PUT",
                    WIDGETS + "/a/scale",
                    "{'metadata':{'name':'a','namespace':'ns','resourceVersion':'"
                        + version
                        + "'},'spec':{'replicas':1}}")
                .code())
        .isEqualTo(409);
  }

  @Test
  void otherVersionsAreConvertedAtTheEdge() {
    String beta = WIDGETS.replace("v1", "v1beta1");
    Reply created = cluster.send("POST", beta, "{'metadata':{'name':'a'},'spec':{'patience':0}}");
    assertThat(created.text("apiVersion")).isEqualTo("example.io/v1beta1");
    assertThat(Json.has(created.json(), "spec", "patience")).isTrue();
    assertThat(Json.has(cluster.get(WIDGETS + "/a").json(), "spec", "grace")).isTrue();
    Reply patched =
        cluster.patch(beta + "/a", "application/merge-patch+json", "{'spec':{'patience':null}}");
    assertThat(Json.has(patched.json(), "spec", "patience")).isFalse();
    assertThat(Json.has(cluster.get(WIDGETS + "/a").json(), "spec", "grace")).isFalse();
  }
}

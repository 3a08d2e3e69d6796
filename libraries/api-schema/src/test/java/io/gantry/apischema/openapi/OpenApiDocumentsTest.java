package io.gantry.apischema.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apischema.Schema;
import io.gantry.apischema.openapi.ServedResource.Subresource;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents for everything that a Kubernetes 1.32 serves. */
class OpenApiDocumentsTest {
  private static final Schema SCHEMA = Schema.load();
  private static final List<ServedResource> SERVED = served();

  private final OpenApiDocuments documents = new OpenApiDocuments(SCHEMA, () -> SERVED);

  @Test
  void indexNamesEveryGroupVersionByItsHash() {
    JsonNode index = Json.parse(documents.v3Index().bytes());
    assertThat(index.get("paths").size()).isEqualTo(21);
    for (String path : index.get("paths").propertyNames()) {
      OpenApiDocuments.Document document = documents.v3(path).orElseThrow();
      assertThat(document.hash()).matches("[0-9A-F]{128}");
      assertThat(Json.text(index, "paths", path, "serverRelativeURL"))
          .isEqualTo("/openapi/v3/" + path + "?hash=" + document.hash());
    }
    assertThat(documents.v3("apis/none/v1")).isEmpty();
  }

  @Test
  void operationsOfferFieldValidationAndDryRun() {
    JsonNode document = v3("apis/apps/v1");
    String path = "/apis/apps/v1/namespaces/{namespace}/deployments/{name}";
    JsonNode patch = document.get("paths").get(path).get("patch");
    List<String> parameters = new ArrayList<>();
    Json.items(patch, "parameters").forEach(p -> parameters.add(Json.text(p, "name")));
    assertThat(parameters).contains("fieldValidation", "dryRun", "fieldManager", "force");
    assertThat(Json.text(patch, "x-kubernetes-group-version-kind", "kind")).isEqualTo("Deployment");
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryServedKindIsThere() {
    for (String path : Json.parse(documents.v3Index().bytes()).get("paths").propertyNames()) {
      JsonNode document = v3(path);
      JsonNode schemas = document.get("components").get("schemas");
      for (JsonNode reference : document.findValues("$ref")) {
        if (!reference.isString()) {
          continue; // JSONSchemaProps has a field of that name.
        }
        String name = reference.stringValue().substring("#/components/schemas/".length());
        assertThat(schemas.has(name)).as(path + " " + name).isTrue();
      }
      GroupVersion gv = GroupVersion.parse(path.substring(path.indexOf('/') + 1));
      for (ServedResource resource : SERVED) {
        if (resource.groupVersion().equals(gv)) {
          assertThat(kindsOf(schemas)).contains(gv.kind(resource.kind()));
        }
      }
    }
  }

  @Test
  void fieldsLookAsKubernetesWritesThem() {
    JsonNode spec = v3("api/v1").at("/components/schemas/io.k8s.api.core.v1.PodSpec/properties");
    assertThat(Json.text(spec, "containers", "x-kubernetes-patch-merge-key")).isEqualTo("name");
    assertThat(Json.text(spec, "containers", "x-kubernetes-list-type")).isEqualTo("map");
    assertThat(spec.at("/affinity/allOf/0/$ref").stringValue())
        .isEqualTo("#/components/schemas/io.k8s.api.core.v1.Affinity");
    assertThat(Json.text(spec, "affinity", "description")).isNotEmpty();
    assertThat(Json.texts(spec, "restartPolicy", "enum"))
        .containsExactly("Always", "Never", "OnFailure");
  }

  @Test
  void changesWhenResourcesComeAndGo() {
    List<ServedResource> changing = new ArrayList<>(SERVED);
    OpenApiDocuments live = new OpenApiDocuments(SCHEMA, () -> List.copyOf(changing));
    String before = live.v3Index().hash();
    assertThat(live.v3Index()).isSameAs(live.v3Index());
    changing.removeLast();
    assertThat(live.v3Index().hash()).isNotEqualTo(before);
  }

  @Test
  void version2HasBothForms() {
    JsonNode json = Json.parse(documents.v2Json().bytes());
    assertThat(json.get("definitions").size()).isGreaterThan(450);
    assertThat(documents.v2Protobuf().bytes().length).isGreaterThan(500_000);
    assertThat(documents.v2Protobuf().bytes()).startsWith(0x0a, 3, '2', '.', '0');
  }

  private JsonNode v3(String path) {
    return Json.parse(documents.v3(path).orElseThrow().bytes());
  }

  private static List<GroupVersionKind> kindsOf(JsonNode schemas) {
    List<GroupVersionKind> kinds = new ArrayList<>();
    for (JsonNode schema : schemas) {
      for (JsonNode gvk : Json.items(schema, "x-kubernetes-group-version-kind")) {
        kinds.add(
            new GroupVersionKind(
                Json.text(gvk, "group"), Json.text(gvk, "version"), Json.text(gvk, "kind")));
      }
    }
    return kinds;
  }

  static List<ServedResource> served() {
    JsonNode lists;
    try (InputStream in = OpenApiDocumentsTest.class.getResourceAsStream("/discovery.json")) {
      lists = Json.parse(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Map<String, ServedResource> resources = new LinkedHashMap<>();
    for (JsonNode list : lists) {
      GroupVersion gv = GroupVersion.parse(Json.text(list, "groupVersion"));
      for (JsonNode resource : list.get("resources")) {
        String[] name = Json.text(resource, "name").split("/");
        Set<String> verbs = Set.copyOf(Json.texts(resource, "verbs"));
        String kind = Json.text(resource, "kind");
        ServedResource whole =
            resources.computeIfAbsent(
                gv + " " + name[0],
                n ->
                    new ServedResource(
                        gv,
                        name[0],
                        kind,
                        Json.bool(resource, false, "namespaced"),
                        name.length == 1 ? verbs : Set.of(),
                        new ArrayList<>()));
        if (name.length == 2) {
          ObjectNode own = (ObjectNode) resource;
          GroupVersionKind other =
              own.has("group")
                  ? new GroupVersionKind(Json.text(own, "group"), Json.text(own, "version"), kind)
                  : gv.kind(kind);
          whole.subresources().add(new Subresource(name[1], other, verbs));
        }
      }
    }
    return List.copyOf(resources.values());
  }
}

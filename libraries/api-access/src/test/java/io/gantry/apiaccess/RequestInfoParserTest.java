package io.gantry.apiaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apimodel.StatusException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestInfoParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      emptyValue = "",
      textBlock =
          """
          GET|/api/v1/namespaces|-|list||v1||namespaces|||
          GET|/api/v1/namespaces/x|-|get||v1|x|namespaces|x||
          PUT|/api/v1/namespaces/x/status|-|update||v1|x|namespaces|x|status|
          PUT|/api/v1/namespaces/x/finalize|-|update||v1|x|namespaces|x|finalize|
          GET|/api/v1/namespaces/x/pods|-|list||v1|x|pods|||
          GET|/api/v1/namespaces/x/pods/|-|list||v1|x|pods|||
          HEAD|/api/v1/namespaces/x/pods/p|-|get||v1|x|pods|p||
          GET|/api/v1/pods|watch=true|watch||v1||pods|||
          GET|/api/v1/pods|watch=1&limit=5|watch||v1||pods|||
          GET|/api/v1/pods|watch|watch||v1||pods|||
          GET|/api/v1/pods|watch=0|list||v1||pods|||
          GET|/api/v1/pods|watch=False|list||v1||pods|||
          GET|/api/v1/watch/namespaces/x/pods/p|-|watch||v1|x|pods|p||
          POST|/api/v1/namespaces/x/pods/p/binding|-|create||v1|x|pods|p|binding|
          DELETE|/api/v1/namespaces/x/pods|-|deletecollection||v1|x|pods|||
          DELETE|/api/v1/namespaces/x/pods/p|-|delete||v1|x|pods|p||
          PATCH|/apis/apps/v1/namespaces/x/deployments/d/scale|-|patch|apps|v1|x|deployments|d|scale|
          GET|/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode|-|get|rbac.authorization.k8s.io|v1||clusterroles|system:node||
          GET|/api/v1/nodes/n/proxy/pods/a%20b|-|get||v1||nodes|n|proxy|/pods/a%20b
          GET|/api/v1/nodes/n/proxy/|-|get||v1||nodes|n|proxy|/
          GET|/api/v1/nodes/n/proxy|-|get||v1||nodes|n|proxy|
          POST|/api/v1/namespaces/x/services/https:s:443/proxy/a/b/|q=1|create||v1|x|services|https:s:443|proxy|/a/b/
          GET|/api/v1/pods|fieldSelector=metadata.name%3Dp|list||v1||pods|p||
          GET|/api/v1/pods|fieldSelector=metadata.name%3Dp&watch=true|watch||v1||pods|p||
          GET|/api/v1/pods|fieldSelector=metadata.name!%3Dp|list||v1||pods|||
          GET|/api/v1/pods|fieldSelector=metadata.name%3Da%2Fb|list||v1||pods|||
          DELETE|/api/v1/namespaces/x/pods|fieldSelector=metadata.name%3Dp|deletecollection||v1|x|pods|||
          OPTIONS|/api/v1/pods|-|||v1||pods|||
          """)
  void readsResourcePaths(
      String method,
      String path,
      String query,
      String verb,
      String group,
      String version,
      String namespace,
      String resource,
      String name,
      String subresource,
      String rest) {
    RequestInfo info = RequestInfoParser.parse(method, path, query);

    assertThat(info.resourceRequest()).isTrue();
    assertThat(
            List.of(
                info.verb(),
                info.group(),
                info.version(),
                info.namespace(),
                info.resource(),
                info.name(),
                info.subresource(),
                info.rest()))
        .isEqualTo(
            java.util.stream.Stream.of(
                    verb, group, version, namespace, resource, name, subresource, rest)
                .map(v -> v == null ? "" : v)
                .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/apis",
        "/apis/apps",
        "/apis/apps/",
        "/apis/apps/v1",
        "/version",
        "/healthz/ping",
        "/openapi/v3/apis/apps/v1",
        "/api/v1/watch"
      })
  void otherPathsAreNoResources(String path) {
    RequestInfo info = RequestInfoParser.parse("GET", path, "");

    assertThat(info).isEqualTo(RequestInfo.ofPath("get", path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "api",
        "//",
        "//api/v1",
        "/api//v1",
        "/api/v1/pods//",
        "/api/v1/./pods",
        "/api/v1/../v1/pods",
        "/api/v1/%2e%2E/pods",
        "/api/v1/namespaces/x%2fy/pods",
        "/api/v1/namespaces/x%2Fpods",
        "/api/v1/pods;a=b",
        "/api/v1/pods/a%5cb",
        "/api/v1/a\\b",
        "/api/v1/pods/%00",
        "/api/v1/pods/%zz",
        "/api/v1/pods/%2",
        "/api/v1/pods/%ff",
        "/api/v1/nodes/n/proxy/a%2Fb",
        "/api/v1/nodes/n/proxy/../x",
        "/api/v1/nodes/n/proxy//x"
      })
  void refusesWhatTwoParsersCouldReadDifferently(String path) {
    assertThatThrownBy(() -> RequestInfoParser.parse("GET", path, ""))
        .isInstanceOfSatisfying(StatusException.class, e -> assertThat(e.code()).isEqualTo(400));
  }

  @Test
  void keepsTheSelectorForAuthorizers() {
    RequestInfo info =
        RequestInfoParser.parse("GET", "/api/v1/pods", "fieldSelector=spec.nodeName%3Dn1");

    assertThat(info.fieldSelector().toString()).isEqualTo("spec.nodeName=n1");
  }

  @Test
  void readsQueries() {
    assertThat(RequestInfoParser.query("a=1&a=2&b=x+y%26&c&&bad=%zz"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("a", List.of("1", "2"), "b", List.of("x y&"), "c", List.of("")));
  }

  @Property
  void aPathReadsBackAsItWasBuilt(
      @ForAll("names") String namespace,
      @ForAll("names") String resource,
      @ForAll("names") String name,
      @ForAll("names") String subresource) {
    String path =
        "/apis/g.io/v1/namespaces/" + namespace + "/" + resource + "/" + name + "/" + subresource;

    RequestInfo info = RequestInfoParser.parse("GET", path, "");

    if (!subresource.equals("x") && !resource.equals("status") && !resource.equals("finalize")) {
      assertThat(info.namespace()).isEqualTo(namespace);
      assertThat(info.resource()).isEqualTo(resource);
      assertThat(info.name()).isEqualTo(name);
      assertThat(info.subresource()).isEqualTo(subresource);
    }
    assertThat(info.path()).isEqualTo(path);
  }

  @Property
  void anythingIsEitherRefusedOrReadWithCleanParts(@ForAll("paths") String path) {
    RequestInfo info;
    try {
      info = RequestInfoParser.parse("GET", path, "");
    } catch (StatusException refused) {
      assertThat(refused.code()).isEqualTo(400);
      return;
    }
    for (String part :
        List.of(info.namespace(), info.resource(), info.name(), info.subresource())) {
      assertThat(part).doesNotContain("/", "\\", "\0").isNotIn(".", "..");
    }
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of(
            "/",
            "//",
            ".",
            "..",
            "%2e",
            "%2f",
            "%5C",
            "api",
            "apis",
            "v1",
            "namespaces",
            "pods",
            "proxy",
            "watch",
            "x",
            "%00",
            "%",
            "nodes")
        .list()
        .ofMaxSize(12)
        .map(parts -> "/" + String.join("/", parts).replace("////", "/").replace("///", "/"));
  }
}

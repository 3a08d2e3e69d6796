package io.gantry.cluster.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiscoveryCatalogTest {
  private static final Map<String, String> DOCUMENTS =
      Map.of(
          "/api/v1",
          "{'resources':[{'name':'pods','kind':'Pod','namespaced':true,'verbs':['list','get']},"
              + "{'name':'pods/log','kind':'Pod','namespaced':true,'verbs':['get']}]}",
          "/apis",
          "{'groups':[{'name':'apps','versions':[{'groupVersion':'apps/v1'}],"
              + "'preferredVersion':{'groupVersion':'apps/v1','version':'v1'}}]}",
          "/apis/apps/v1",
          "{'resources':[{'name':'deployments','kind':'Deployment','namespaced':true,"
              + "'verbs':['delete']}]}");

  @Test
  void listsResourcesWithoutSubresources() {
    DiscoveryCatalog catalog =
        new DiscoveryCatalog(path -> Json.parse(DOCUMENTS.get(path).replace('\'', '"')));
    assertThat(catalog.resources())
        .extracting(r -> r.resource().path("", ""), ServedResource::kind, ServedResource::verbs)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "/api/v1/pods", "Pod", java.util.Set.of("get", "list")),
            org.assertj.core.groups.Tuple.tuple(
                "/apis/apps/v1/deployments", "Deployment", java.util.Set.of("delete")));
  }
}

package io.gantry.cluster.control;

import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Reads the API's discovery documents, each group in its preferred version. Reads them anew at each
 * call: a namespace must not be called empty because a kind that was just defined is not known yet.
 */
public final class DiscoveryCatalog implements ResourceCatalog {
  private final Function<String, JsonNode> document;

  /**
   * @param document gives the JSON at a path; throws when there is no answer
   */
  public DiscoveryCatalog(Function<String, JsonNode> document) {
    this.document = document;
  }

  @Override
  public List<ServedResource> resources() {
    List<ServedResource> all = new ArrayList<>();
    add(document.apply("/api/v1"), "", "v1", all);
    for (JsonNode group : Json.items(document.apply("/apis"), "groups")) {
      String groupVersion = Json.text(group, "preferredVersion", "groupVersion");
      add(
          document.apply("/apis/" + groupVersion),
          Json.text(group, "name"),
          Json.text(group, "preferredVersion", "version"),
          all);
    }
    return all;
  }

  private static void add(JsonNode list, String group, String version, List<ServedResource> into) {
    for (JsonNode resource : Json.items(list, "resources")) {
      String name = Json.text(resource, "name");
      if (!name.contains("/")) {
        into.add(
            new ServedResource(
                new GroupVersionResource(group, version, name),
                Json.text(resource, "kind"),
                Json.bool(resource, false, "namespaced"),
                new TreeSet<>(Json.texts(resource, "verbs"))));
      }
    }
  }
}

package io.gantry.resource.server;

import io.gantry.apimodel.Json;
import io.gantry.apischema.SchemaRegistry;
import io.gantry.apischema.openapi.OpenApiDocuments;
import io.gantry.apischema.openapi.ServedResource;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.ResourceRegistry;
import io.gantry.resource.machinery.discovery.OpenApi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** OpenAPI documents of what a registry serves, made from the schema when first asked for. */
final class SchemaOpenApi implements OpenApi {
  private static final String PREFIX = "/openapi/v3/";
  private static final String HASH = "?hash=";

  private final OpenApiDocuments documents;

  SchemaOpenApi(SchemaRegistry schemas, ResourceRegistry resources) {
    this.documents = new OpenApiDocuments(schemas, () -> served(resources));
  }

  private static List<ServedResource> served(ResourceRegistry resources) {
    List<ServedResource> served = new ArrayList<>();
    for (ResourceDefinition definition : resources.all()) {
      for (String version : definition.versions()) {
        served.add(
            new ServedResource(
                definition.groupVersion(version),
                definition.resource(),
                definition.kind(),
                definition.namespaced(),
                Set.copyOf(definition.verbs()),
                definition.subresources().values().stream()
                    .map(
                        sub ->
                            new ServedResource.Subresource(
                                sub.name(), sub.kind(), Set.copyOf(sub.verbs())))
                    .toList()));
      }
    }
    return served;
  }

  @Override
  public Map<String, String> paths() {
    Map<String, String> paths = new LinkedHashMap<>();
    JsonNode index = Json.parse(documents.v3Index().bytes());
    for (Map.Entry<String, JsonNode> path : index.path("paths").properties()) {
      String address = Json.text(path.getValue(), "serverRelativeURL");
      paths.put(path.getKey(), address.substring(address.indexOf(HASH) + HASH.length()));
    }
    return paths;
  }

  @Override
  public Optional<byte[]> document(String path) {
    String bare = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : path;
    return documents.v3(bare).map(OpenApiDocuments.Document::bytes);
  }

  @Override
  public Optional<byte[]> version2(boolean protobuf) {
    return Optional.of((protobuf ? documents.v2Protobuf() : documents.v2Json()).bytes());
  }
}

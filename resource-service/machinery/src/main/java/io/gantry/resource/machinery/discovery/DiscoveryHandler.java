package io.gantry.resource.machinery.discovery;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiHandler;
import io.gantry.resource.machinery.ResourceRegistry;
import io.gantry.resource.machinery.content.Renderer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Serves {@code /api} and {@code /apis} and what lies below them, short of resources. */
public final class DiscoveryHandler implements ApiHandler {
  private static final String AGGREGATED = "as=APIGroupDiscoveryList";

  private record Built(long generation, DiscoveryDocuments documents) {}

  private final ResourceRegistry resources;
  private final String serverAddress;
  private final AtomicReference<Built> built = new AtomicReference<>();

  /**
   * @param serverAddress host and port at which clients reach the API
   */
  public DiscoveryHandler(ResourceRegistry resources, String serverAddress) {
    this.resources = resources;
    this.serverAddress = serverAddress;
  }

  @Override
  public ApiAnswer handle(ApiCall call) {
    if (!call.request().verb().equals("get") && !call.request().verb().equals("head")) {
      throw ApiStatus.noSuchPath().asException();
    }
    String[] parts = trimmed(call.request().path()).split("/");
    DiscoveryDocuments documents = documents();
    boolean core = parts[0].equals("api");
    int depth = parts.length;
    if (depth == 1) {
      Optional<String> version = aggregated(call.accept());
      if (version.isPresent()) {
        return aggregated(documents.aggregated(core, version.get()), version.get());
      }
      return plain(
          call, Optional.of(core ? documents.coreVersions(serverAddress) : documents.groups()));
    }
    if (core) {
      return plain(call, depth == 2 ? documents.resources("", parts[1]) : Optional.empty());
    }
    return plain(
        call,
        switch (depth) {
          case 2 -> documents.group(parts[1]);
          case 3 -> documents.resources(parts[1], parts[2]);
          default -> Optional.empty();
        });
  }

  private static String trimmed(String path) {
    String from = path.substring(1);
    return from.endsWith("/") ? from.substring(0, from.length() - 1) : from;
  }

  private DiscoveryDocuments documents() {
    long generation = resources.generation();
    Built known = built.get();
    if (known != null && known.generation == generation) {
      return known.documents;
    }
    // Read before the set: a change in between makes it be built again.
    Built made = new Built(generation, new DiscoveryDocuments(resources.all()));
    built.set(made);
    return made.documents;
  }

  private static ApiAnswer plain(ApiCall call, Optional<ObjectNode> document) {
    ObjectNode json = document.orElseThrow(() -> ApiStatus.noSuchPath().asException());
    ApiAnswer answer = Renderer.plain(call, 200, json);
    return answer instanceof ApiAnswer.Document d
        ? new ApiAnswer.Document(
            d.code(), d.contentType(), d.body(), Map.of("Vary", "Accept"), d.warnings())
        : answer;
  }

  /** The version of the aggregated form, if that is what the caller likes best. */
  private static Optional<String> aggregated(String accept) {
    Function<String, Boolean> isPlain =
        clause -> clause.equals("application/json") || clause.equals("*/*");
    for (String text : accept.split(",")) {
      String clause = text.replace(" ", "");
      if (clause.contains(AGGREGATED) && clause.contains("g=apidiscovery.k8s.io")) {
        for (String version : List.of("v2beta1", "v2")) {
          if ((clause + ";").contains("v=" + version + ";")) {
            return Optional.of(version);
          }
        }
      } else if (isPlain.apply(clause)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static ApiAnswer aggregated(ObjectNode document, String version) {
    byte[] body = Json.bytes(document);
    return new ApiAnswer.Document(
        200,
        "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList",
        body,
        Map.of("ETag", Hashes.etag(body), "Vary", "Accept"),
        List.of());
  }
}

package io.gantry.resource.machinery.discovery;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiHandler;
import io.gantry.resource.machinery.content.Renderer;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Everything that is served and is no resource, by the first part of its path. */
public final class DocumentHandler implements ApiHandler {
  private final ApiHandler discovery;
  private final ApiHandler openApi;
  private final ApiHandler health;
  private final ServerVersion version;

  public DocumentHandler(
      DiscoveryHandler discovery,
      OpenApiHandler openApi,
      HealthHandler health,
      ServerVersion version) {
    this.discovery = discovery;
    this.openApi = openApi;
    this.health = health;
    this.version = version;
  }

  @Override
  public ApiAnswer handle(ApiCall call) {
    String path = call.request().path();
    int slash = path.indexOf('/', 1);
    return switch (slash < 0 ? path.substring(1) : path.substring(1, slash)) {
      case "api", "apis" -> discovery.handle(call);
      case "openapi" -> openApi.handle(call);
      case "healthz", "livez", "readyz" -> health.handle(call);
      case "version" ->
          new ApiAnswer.Document(
              200,
              "application/json",
              Renderer.pretty(Json.bytes(version.toJson())),
              Map.of(),
              List.of());
      case "" -> paths();
      default -> throw ApiStatus.noSuchPath().asException();
    };
  }

  private static ApiAnswer paths() {
    ObjectNode json = Json.object();
    ArrayNode paths = json.putArray("paths");
    List.of(
            "/api",
            "/apis",
            "/healthz",
            "/livez",
            "/openapi/v2",
            "/openapi/v3",
            "/readyz",
            "/version")
        .forEach(paths::add);
    return new ApiAnswer.Document(
        200, "application/json", Renderer.pretty(Json.bytes(json)), Map.of(), List.of());
  }
}

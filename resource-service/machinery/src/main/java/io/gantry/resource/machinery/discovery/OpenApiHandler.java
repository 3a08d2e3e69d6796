package io.gantry.resource.machinery.discovery;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiHandler;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Serves {@code /openapi/v2} and {@code /openapi/v3}. */
public final class OpenApiHandler implements ApiHandler {
  private static final String V3 = "/openapi/v3";
  private static final String PROTOBUF =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
  private static final String PROTOBUF_ASKED = "proto-openapi.spec.v2";

  private final OpenApi documents;
  private final InstantSource clock;

  public OpenApiHandler(OpenApi documents, InstantSource clock) {
    this.documents = documents;
    this.clock = clock;
  }

  @Override
  public ApiAnswer handle(ApiCall call) {
    String path = call.request().path();
    if (path.equals("/openapi/v2")) {
      return version2(call);
    }
    if (path.equals(V3) || path.equals(V3 + "/")) {
      return index();
    }
    if (path.startsWith(V3 + "/")) {
      return group(call, path.substring(V3.length() + 1));
    }
    throw ApiStatus.noSuchPath().asException();
  }

  private ApiAnswer version2(ApiCall call) {
    // kubectl asks for protobuf and nothing else.
    boolean protobuf = call.accept().contains(PROTOBUF_ASKED);
    byte[] body =
        documents.version2(protobuf).orElseThrow(() -> ApiStatus.noSuchPath().asException());
    return new ApiAnswer.Document(
        200,
        protobuf ? PROTOBUF : "application/json",
        body,
        Map.of("ETag", Hashes.etag(body), "Vary", "Accept"),
        List.of());
  }

  private ApiAnswer index() {
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    documents
        .paths()
        .forEach(
            (path, hash) ->
                paths.putObject(path).put("serverRelativeURL", V3 + "/" + path + "?hash=" + hash));
    if (paths.isEmpty()) {
      throw ApiStatus.noSuchPath().asException();
    }
    byte[] body = Json.bytes(index);
    return new ApiAnswer.Document(
        200,
        "application/json",
        body,
        Map.of("ETag", Hashes.etag(body), "Vary", "Accept"),
        List.of());
  }

  /** Under its hash a document never changes: clients keep it for a year. */
  private ApiAnswer group(ApiCall call, String path) {
    String current = documents.paths().get(path);
    if (current == null) {
      throw ApiStatus.noSuchPath().asException();
    }
    String asked = call.query("hash");
    if (!asked.isEmpty() && !asked.equals(current)) {
      return new ApiAnswer.Document(
          301,
          "",
          new byte[0],
          Map.of("Location", V3 + "/" + path + "?hash=" + current),
          List.of());
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ETag", "\"" + current + "\"");
    headers.put("Vary", "Accept");
    if (!asked.isEmpty()) {
      headers.put("Cache-Control", "public, immutable");
      headers.put(
          "Expires",
          DateTimeFormatter.RFC_1123_DATE_TIME.format(
              clock.instant().plus(Duration.ofDays(365)).atOffset(ZoneOffset.UTC)));
    }
    byte[] body = documents.document(path).orElseThrow(() -> ApiStatus.noSuchPath().asException());
    return new ApiAnswer.Document(200, "application/json", body, headers, List.of());
  }
}

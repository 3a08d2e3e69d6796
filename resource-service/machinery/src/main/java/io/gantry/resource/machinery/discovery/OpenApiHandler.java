package io.gantry.resource.machinery.discovery;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apischema.openapi.OpenApiDocuments;
import io.gantry.apischema.openapi.OpenApiDocuments.Document;
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

/** Serves {@code /openapi/v2} and {@code /openapi/v3}. */
public final class OpenApiHandler implements ApiHandler {
  private static final String V3 = "/openapi/v3";
  private static final String PROTOBUF_ASKED = "proto-openapi.spec.v2";

  private final OpenApiDocuments documents;
  private final InstantSource clock;

  public OpenApiHandler(OpenApiDocuments documents, InstantSource clock) {
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
      return answer(documents.v3Index(), Map.of());
    }
    if (path.startsWith(V3 + "/")) {
      return group(call, path.substring(V3.length() + 1));
    }
    throw ApiStatus.noSuchPath().asException();
  }

  private ApiAnswer version2(ApiCall call) {
    // kubectl asks for protobuf and nothing else.
    boolean protobuf = call.accept().contains(PROTOBUF_ASKED);
    return answer(protobuf ? documents.v2Protobuf() : documents.v2Json(), Map.of());
  }

  /** Under its hash a document never changes: clients keep it for a year. */
  private ApiAnswer group(ApiCall call, String path) {
    Document document = documents.v3(path).orElseThrow(() -> ApiStatus.noSuchPath().asException());
    String asked = call.query("hash");
    if (asked.isEmpty()) {
      return answer(document, Map.of());
    }
    if (!asked.equals(document.hash())) {
      return new ApiAnswer.Document(
          301,
          "",
          new byte[0],
          Map.of("Location", V3 + "/" + path + "?hash=" + document.hash()),
          List.of());
    }
    String expires =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            clock.instant().plus(Duration.ofDays(365)).atOffset(ZoneOffset.UTC));
    return answer(document, Map.of("Cache-Control", "public, immutable", "Expires", expires));
  }

  private static ApiAnswer answer(Document document, Map<String, String> more) {
    Map<String, String> headers = new LinkedHashMap<>(more);
    headers.put("ETag", "\"" + document.hash() + "\"");
    headers.put("Vary", "Accept");
    return new ApiAnswer.Document(
        200, document.contentType(), document.bytes(), headers, List.of());
  }
}

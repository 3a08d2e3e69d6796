package io.gantry.controlruntime;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ListOptions;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API over HTTPS, under one identity. An answer of 400 and above is a {@link StatusException};
 * 401 to a token is tried once more with a fresh one. Requests that change something are never
 * repeated: only the caller knows whether that is safe.
 */
public final class HttpApiClient implements ApiClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String JSON = "application/json";

  private final HttpEndpoint endpoint;
  private final TokenSource tokens;
  private final String userAgent;

  public HttpApiClient(HttpEndpoint endpoint, TokenSource tokens, String userAgent) {
    this.endpoint = endpoint;
    this.tokens = tokens;
    this.userAgent = userAgent;
  }

  @Override
  public ResourceObject get(GroupVersionResource resource, String namespace, String name) {
    return object(resource, send("GET", resource.path(namespace, name), "", null));
  }

  @Override
  public Listing list(GroupVersionResource resource, String namespace, ListOptions options) {
    String path = resource.path(namespace, "") + query(options).suffix();
    JsonNode list = Json.parse(send("GET", path, "", null));
    return listing(resource, list);
  }

  static Listing listing(GroupVersionResource resource, JsonNode list) {
    // Items of a list leave out what the list says once.
    String kind = Json.text(list, "kind");
    String itemKind = kind.endsWith("List") ? kind.substring(0, kind.length() - 4) : "";
    List<ResourceObject> items = new ArrayList<>();
    for (JsonNode item : Json.items(list, "items")) {
      ObjectNode tree = (ObjectNode) item;
      if (!Json.has(tree, "kind") && !itemKind.isEmpty()) {
        ObjectNode typed = Json.object();
        typed.put("kind", itemKind).put("apiVersion", Json.text(list, "apiVersion"));
        typed.setAll(tree);
        tree = typed;
      }
      items.add(SelectableFields.object(resource, tree));
    }
    String version = Json.text(list, "metadata", "resourceVersion");
    return new Listing(
        version.isEmpty() ? 0 : Long.parseLong(version),
        items,
        Json.text(list, "metadata", "continue"),
        Json.number(list, 0, "metadata", "remainingItemCount"));
  }

  @Override
  public ResourceObject create(GroupVersionResource resource, String namespace, ObjectNode object) {
    return object(resource, send("POST", resource.path(namespace, ""), JSON, Json.bytes(object)));
  }

  @Override
  public ResourceObject createSubresource(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode object) {
    String path = resource.path(namespace, name) + "/" + subresource;
    return object(resource, send("POST", path, JSON, Json.bytes(object)));
  }

  @Override
  public ResourceObject update(
      GroupVersionResource resource, String namespace, String subresource, ObjectNode object) {
    String name = Json.text(object, "metadata", "name");
    String path = resource.path(namespace, name) + below(subresource);
    return object(resource, send("PUT", path, JSON, Json.bytes(object)));
  }

  @Override
  public ResourceObject patch(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      PatchType type,
      JsonNode patch) {
    String path = resource.path(namespace, name) + below(subresource);
    return object(resource, send("PATCH", path, type.mediaType(), Json.bytes(patch)));
  }

  @Override
  public void delete(
      GroupVersionResource resource, String namespace, String name, DeleteOptions options) {
    send("DELETE", resource.path(namespace, name), JSON, Json.bytes(options.toJson()));
  }

  @Override
  public void deleteCollection(
      GroupVersionResource resource, String namespace, ListOptions options, DeleteOptions how) {
    String path = resource.path(namespace, "") + query(options).suffix();
    send("DELETE", path, JSON, Json.bytes(how.toJson()));
  }

  static UrlQuery query(ListOptions options) {
    return new UrlQuery()
        .add("labelSelector", options.labels().toString())
        .add("fieldSelector", options.fields().toString())
        .add("limit", options.limit() == 0 ? "" : Long.toString(options.limit()))
        .add("continue", options.continueToken())
        .add("resourceVersion", options.resourceVersion())
        .add("resourceVersionMatch", options.resourceVersionMatch());
  }

  /** Opens a stream that goes on until it is closed or the server ends it. */
  InputStream stream(String path) {
    HttpResponse<InputStream> answer = exchange(request("GET", path, "", null, false));
    if (answer.statusCode() >= 400) {
      try (InputStream body = answer.body()) {
        throw refusal(answer.statusCode(), body.readAllBytes()).asException();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return answer.body();
  }

  private byte[] send(String method, String path, String mediaType, byte[] body) {
    endpoint.permits().acquireUninterruptibly();
    try (InputStream answer = answered(method, path, mediaType, body)) {
      return answer.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } finally {
      endpoint.permits().release();
    }
  }

  private InputStream answered(String method, String path, String mediaType, byte[] body)
      throws IOException {
    HttpResponse<InputStream> answer = exchange(request(method, path, mediaType, body, true));
    if (answer.statusCode() >= 400) {
      try (InputStream text = answer.body()) {
        throw refusal(answer.statusCode(), text.readAllBytes()).asException();
      }
    }
    return answer.body();
  }

  private record Prepared(HttpRequest.Builder builder, String what) {}

  private Prepared request(
      String method, String path, String mediaType, byte[] body, boolean bounded) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(endpoint.base().resolve(path))
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
            .header("Accept", JSON)
            .header("User-Agent", userAgent);
    if (!mediaType.isEmpty()) {
      builder.header("Content-Type", mediaType);
    }
    if (bounded) {
      builder.timeout(TIMEOUT);
    }
    return new Prepared(builder, method + " " + path);
  }

  private HttpResponse<InputStream> exchange(Prepared request) {
    String token = tokens.token();
    HttpResponse<InputStream> answer = exchange(request, token);
    if (answer.statusCode() != 401 || token.isEmpty()) {
      return answer;
    }
    close(answer.body());
    tokens.refused(token);
    return exchange(request, tokens.token());
  }

  private HttpResponse<InputStream> exchange(Prepared request, String token) {
    if (!token.isEmpty()) {
      request.builder.setHeader("Authorization", "Bearer " + token);
    }
    try {
      return endpoint.http().send(request.builder.build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(request.what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(request.what, new InterruptedIOException("interrupted"));
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApiStatus refusal(int code, byte[] body) {
    try {
      JsonNode json = Json.parse(body);
      if ("Status".equals(Json.text(json, "kind"))) {
        return ApiStatus.fromJson(code, json);
      }
    } catch (JacksonException e) {
      // Not from the API server itself but from something before it: the text says what it says.
    }
    return new ApiStatus(
        code, "", new String(body, java.nio.charset.StandardCharsets.UTF_8).strip(), null);
  }

  private static ResourceObject object(GroupVersionResource resource, byte[] json) {
    return SelectableFields.object(resource, Json.parseObject(json));
  }

  private static String below(String subresource) {
    return subresource.isEmpty() ? "" : "/" + subresource;
  }
}

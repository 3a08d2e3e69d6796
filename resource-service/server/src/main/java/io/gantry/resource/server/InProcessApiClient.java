package io.gantry.resource.server;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ListOptions;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.ApiClient;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiCall.Body;
import io.gantry.resource.machinery.ApiHandler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API as one identity in this JVM sees it: values in, values out. */
record InProcessApiClient(ApiHandler chain, UserInfo user, String userAgent) implements ApiClient {
  private static final String JSON = "application/json";

  @Override
  public ResourceObject get(GroupVersionResource resource, String namespace, String name) {
    return entity(RequestInfo.of("get", resource, namespace, name, ""), Map.of(), Body.NONE);
  }

  @Override
  public Listing list(GroupVersionResource resource, String namespace, ListOptions options) {
    RequestInfo request =
        RequestInfo.of("list", resource, namespace, "", "").select(options.fields());
    ApiAnswer answer = chain.handle(call(request, query(options), Body.NONE));
    if (answer instanceof ApiAnswer.Items items) {
      return items.listing();
    }
    throw unexpected(request, answer);
  }

  @Override
  public ResourceObject create(GroupVersionResource resource, String namespace, ObjectNode object) {
    return entity(
        RequestInfo.of("create", resource, namespace, "", ""),
        Map.of(),
        new Body.Tree(JSON, object));
  }

  @Override
  public ResourceObject createSubresource(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode object) {
    return entity(
        RequestInfo.of("create", resource, namespace, name, subresource),
        Map.of(),
        new Body.Tree(JSON, object));
  }

  @Override
  public ResourceObject update(
      GroupVersionResource resource, String namespace, String subresource, ObjectNode object) {
    String name = Json.text(object, "metadata", "name");
    return entity(
        RequestInfo.of("update", resource, namespace, name, subresource),
        Map.of(),
        new Body.Tree(JSON, object));
  }

  @Override
  public ResourceObject patch(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      PatchType type,
      JsonNode patch) {
    // An apply says who applies; the other patches fall back on the user agent.
    Map<String, List<String>> query =
        type == PatchType.APPLY ? Map.of("fieldManager", List.of(userAgent)) : Map.of();
    return entity(
        RequestInfo.of("patch", resource, namespace, name, subresource),
        query,
        new Body.Tree(type.mediaType(), patch));
  }

  @Override
  public void delete(
      GroupVersionResource resource, String namespace, String name, DeleteOptions options) {
    entity(
        RequestInfo.of("delete", resource, namespace, name, ""),
        Map.of(),
        new Body.Tree(JSON, options.toJson()));
  }

  @Override
  public void deleteCollection(
      GroupVersionResource resource, String namespace, ListOptions options, DeleteOptions how) {
    RequestInfo request =
        RequestInfo.of("deletecollection", resource, namespace, "", "").select(options.fields());
    chain.handle(call(request, query(options), new Body.Tree(JSON, how.toJson())));
  }

  private ResourceObject entity(RequestInfo request, Map<String, List<String>> query, Body body) {
    ApiAnswer answer = chain.handle(call(request, query, body));
    if (answer instanceof ApiAnswer.Entity entity) {
      return entity.object();
    }
    throw unexpected(request, answer);
  }

  private ApiCall call(RequestInfo request, Map<String, List<String>> query, Body body) {
    return new ApiCall(user, request, query, ApiCall.AS_VALUES, userAgent, body);
  }

  private static Map<String, List<String>> query(ListOptions options) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    put(query, "labelSelector", options.labels().toString());
    FieldSelector fields = options.fields();
    put(query, "fieldSelector", fields.toString());
    put(query, "limit", options.limit() == 0 ? "" : Long.toString(options.limit()));
    put(query, "continue", options.continueToken());
    put(query, "resourceVersion", options.resourceVersion());
    put(query, "resourceVersionMatch", options.resourceVersionMatch());
    return query;
  }

  private static void put(Map<String, List<String>> query, String name, String value) {
    if (!value.isEmpty()) {
      query.put(name, List.of(value));
    }
  }

  private static IllegalStateException unexpected(RequestInfo request, ApiAnswer answer) {
    return new IllegalStateException(
        request.verb() + " " + request.path() + " answered " + answer.getClass().getSimpleName());
  }
}

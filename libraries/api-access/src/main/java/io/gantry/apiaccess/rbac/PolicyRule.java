package io.gantry.apiaccess.rbac;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apimodel.Json;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One rule of a role: verbs on resources, or on paths that are none. */
public record PolicyRule(
    Set<String> verbs,
    Set<String> apiGroups,
    Set<String> resources,
    Set<String> resourceNames,
    Set<String> nonResourceUrls) {
  private static final String ALL = "*";

  /** Reads a rule as it stands in a role. */
  public static PolicyRule of(JsonNode json) {
    return new PolicyRule(
        set(json, "verbs"),
        set(json, "apiGroups"),
        set(json, "resources"),
        set(json, "resourceNames"),
        set(json, "nonResourceURLs"));
  }

  private static Set<String> set(JsonNode json, String field) {
    return new LinkedHashSet<>(Json.texts(json, field));
  }

  /** As an object of {@code rbac.authorization.k8s.io}; empty lists are left out. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    put(json, "verbs", verbs);
    put(json, "apiGroups", apiGroups);
    put(json, "resources", resources);
    put(json, "resourceNames", resourceNames);
    put(json, "nonResourceURLs", nonResourceUrls);
    return json;
  }

  private static void put(ObjectNode json, String field, Set<String> values) {
    if (!values.isEmpty()) {
      values.forEach(json.putArray(field)::add);
    }
  }

  public boolean allows(RequestInfo request) {
    if (!verbs.contains(ALL) && !verbs.contains(request.verb())) {
      return false;
    }
    return request.resourceRequest() ? allowsResource(request) : allowsPath(request.path());
  }

  private boolean allowsResource(RequestInfo request) {
    return (apiGroups.contains(ALL) || apiGroups.contains(request.group()))
        && (resourceNames.isEmpty() || resourceNames.contains(request.name()))
        && matchesResource(request);
  }

  private boolean matchesResource(RequestInfo request) {
    if (resources.contains(ALL)) {
      return true;
    }
    if (request.subresource().isEmpty()) {
      return resources.contains(request.resource());
    }
    return resources.contains(request.resourceAndSubresource())
        || resources.contains("*/" + request.subresource());
  }

  private boolean allowsPath(String path) {
    if (nonResourceUrls.contains(ALL) || nonResourceUrls.contains(path)) {
      return true;
    }
    for (String url : nonResourceUrls) {
      if (url.endsWith(ALL) && path.startsWith(url.substring(0, url.indexOf(ALL)))) {
        return true;
      }
    }
    return false;
  }
}

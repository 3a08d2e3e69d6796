package io.gantry.apischema.openapi;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apischema.openapi.ServedResource.Subresource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The paths of a group-version's resources, with the parameters that clients look for. */
final class PathWriter {
  private static final List<String> WRITE =
      List.of("dryRun", "fieldManager", "fieldValidation", "pretty");
  private static final List<String> APPLY =
      List.of("dryRun", "fieldManager", "fieldValidation", "force", "pretty");
  private static final List<String> LIST =
      List.of(
          "allowWatchBookmarks",
          "continue",
          "fieldSelector",
          "labelSelector",
          "limit",
          "pretty",
          "resourceVersion",
          "resourceVersionMatch",
          "sendInitialEvents",
          "timeoutSeconds",
          "watch");
  private static final List<String> DELETE =
      List.of(
          "dryRun",
          "gracePeriodSeconds",
          "ignoreStoreReadErrorWithClusterBreakingPotential",
          "orphanDependents",
          "pretty",
          "propagationPolicy");
  private static final Set<String> BOOLEANS =
      Set.of(
          "allowWatchBookmarks",
          "force",
          "ignoreStoreReadErrorWithClusterBreakingPotential",
          "orphanDependents",
          "sendInitialEvents",
          "watch");
  private static final Set<String> INTEGERS =
      Set.of("gracePeriodSeconds", "limit", "timeoutSeconds");
  private static final List<String> PATCHES =
      List.of(
          "application/apply-patch+yaml",
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json");

  private final boolean v3;

  /** A reference to a kind's schema; null where the kind has none. */
  private final Function<GroupVersionKind, ObjectNode> schemas;

  private final Map<String, ObjectNode> paths = new TreeMap<>();

  PathWriter(boolean v3, Function<GroupVersionKind, ObjectNode> schemas) {
    this.v3 = v3;
    this.schemas = schemas;
  }

  ObjectNode paths() {
    ObjectNode all = Json.object();
    paths.forEach(all::set);
    return all;
  }

  void add(ServedResource resource) {
    GroupVersion gv = resource.groupVersion();
    GroupVersionKind kind = gv.kind(resource.kind());
    String root = gv.group().isEmpty() ? "/api/" + gv.version() : "/apis/" + gv.apiVersion();
    String scope = resource.namespaced() ? "/namespaces/{namespace}" : "";
    String collection = root + scope + "/" + resource.name();
    GroupVersionKind list = gv.kind(resource.kind() + "List");
    Set<String> verbs = resource.verbs();
    Entry many = new Entry(collection, kind, resource, "");
    many.operation("get", "list", verbs, LIST, list);
    many.operation("post", "create", verbs, WRITE, kind);
    many.operation("delete", "deletecollection", verbs, DELETE, kind);
    Entry one = new Entry(collection + "/{name}", kind, resource, "");
    one.operation("get", "get", verbs, List.of("pretty"), kind);
    one.operation("put", "update", verbs, WRITE, kind);
    one.operation("patch", "patch", verbs, APPLY, kind);
    one.operation("delete", "delete", verbs, DELETE, kind);
    if (resource.namespaced() && verbs.contains("list")) {
      Entry all = new Entry(root + "/" + resource.name(), kind, resource, "ForAllNamespaces");
      all.operation("get", "list", verbs, LIST, list);
    }
    for (Subresource sub : resource.subresources()) {
      Entry entry =
          new Entry(collection + "/{name}/" + sub.name(), sub.kind(), resource, sub.name());
      entry.operation("get", "get", sub.verbs(), List.of("pretty"), sub.kind());
      entry.operation("post", "create", sub.verbs(), WRITE, sub.kind());
      entry.operation("put", "update", sub.verbs(), WRITE, sub.kind());
      entry.operation("patch", "patch", sub.verbs(), APPLY, sub.kind());
      entry.operation("delete", "delete", sub.verbs(), DELETE, sub.kind());
    }
  }

  /** One path; it is written when it has an operation. */
  private final class Entry {
    private final String path;
    private final GroupVersionKind kind;
    private final ServedResource resource;
    private final String suffix;

    Entry(String path, GroupVersionKind kind, ServedResource resource, String suffix) {
      this.path = path;
      this.kind = kind;
      this.resource = resource;
      this.suffix = suffix;
    }

    void operation(
        String method,
        String verb,
        Set<String> verbs,
        List<String> parameters,
        GroupVersionKind answer) {
      if (!verbs.contains(verb)) {
        return;
      }
      ObjectNode item = paths.computeIfAbsent(path, p -> item());
      ObjectNode operation = item.putObject(method);
      operation.put("operationId", operationId(verb));
      if (v3) {
        body(operation, method);
      } else {
        operation.putArray("consumes").add("*/*");
      }
      ArrayNode list = operation.putArray("parameters");
      parameters.forEach(name -> list.add(parameter(name, "query")));
      answer(operation, answer);
      operation.put("x-kubernetes-action", action(verb));
      SchemaWriter.kind(operation.putObject("x-kubernetes-group-version-kind"), kind);
    }

    private ObjectNode item() {
      ObjectNode item = Json.object();
      ArrayNode parameters = item.putArray("parameters");
      for (String name : List.of("name", "namespace")) {
        if (path.contains("{" + name + "}")) {
          parameters.add(parameter(name, "path"));
        }
      }
      return item;
    }

    private void body(ObjectNode operation, String method) {
      ObjectNode schema = schemas.apply(kind);
      if (method.equals("patch")) {
        ObjectNode content = operation.putObject("requestBody").putObject("content");
        for (String type : PATCHES) {
          content.putObject(type).putObject("schema").put("type", "object");
        }
      } else if (schema != null && (method.equals("post") || method.equals("put"))) {
        ObjectNode content = operation.putObject("requestBody").putObject("content");
        content.putObject("*/*").set("schema", schema);
      }
    }

    private void answer(ObjectNode operation, GroupVersionKind answer) {
      ObjectNode ok = operation.putObject("responses").putObject("200").put("description", "OK");
      ObjectNode schema = schemas.apply(answer);
      if (v3 && schema != null) {
        ok.putObject("content").putObject("application/json").set("schema", schema);
      }
    }

    private String operationId(String verb) {
      GroupVersion gv = resource.groupVersion();
      StringBuilder id = new StringBuilder();
      id.append(
          switch (verb) {
            case "get" -> "read";
            case "update" -> "replace";
            case "deletecollection" -> "deleteCollection";
            default -> verb;
          });
      String group = gv.group().isEmpty() ? "core" : gv.group().replace(".k8s.io", "");
      for (String part : group.split("\\.")) {
        id.append(capital(part));
      }
      id.append(capital(gv.version()));
      id.append(path.contains("{namespace}") ? "Namespaced" : "").append(resource.kind());
      return id.append(suffix.isEmpty() ? "" : capital(suffix)).toString();
    }

    private String capital(String word) {
      return word.isEmpty() ? "" : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private String action(String verb) {
      return switch (verb) {
        case "create" -> "post";
        case "update" -> "put";
        default -> verb;
      };
    }
  }

  private ObjectNode parameter(String name, String in) {
    ObjectNode parameter = Json.object().put("name", name).put("in", in);
    if (in.equals("path")) {
      parameter.put("required", true);
    }
    String type =
        BOOLEANS.contains(name) ? "boolean" : INTEGERS.contains(name) ? "integer" : "string";
    if (v3) {
      parameter.putObject("schema").put("type", type).put("uniqueItems", true);
    } else {
      parameter.put("type", type).put("uniqueItems", true);
    }
    return parameter;
  }
}

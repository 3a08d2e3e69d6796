package io.gantry.apimodel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Kubernetes {@code Status} that says no: what every refused request is answered with. The
 * factories carry the texts of apimachinery's {@code api/errors}.
 *
 * @param code HTTP status code
 * @param reason machine-readable, for example {@code NotFound}; may be empty
 * @param details null where the answer has none
 */
public record ApiStatus(int code, String reason, String message, Details details) {
  /**
   * @param kind despite its name a resource in most answers, a kind in {@code Invalid}
   * @param retryAfterSeconds 0 for none
   */
  public record Details(
      String name,
      String group,
      String kind,
      String uid,
      List<Cause> causes,
      int retryAfterSeconds) {}

  public record Cause(String reason, String message, String field) {}

  public static ApiStatus notFound(GroupResource resource, String name) {
    return of(404, "NotFound", resource + " \"" + name + "\" not found", resource, name);
  }

  public static ApiStatus alreadyExists(GroupResource resource, String name) {
    return of(409, "AlreadyExists", resource + " \"" + name + "\" already exists", resource, name);
  }

  /** Someone else changed the object: {@code why} follows the fixed beginning. */
  public static ApiStatus conflict(GroupResource resource, String name, String why) {
    return of(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + resource + " \"" + name + "\": " + why,
        resource,
        name);
  }

  /** The conflict of an optimistic lock. */
  public static ApiStatus staleVersion(GroupResource resource, String name) {
    return conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  public static ApiStatus forbidden(GroupResource resource, String name, String why) {
    String subject =
        resource.resource().isEmpty()
            ? "forbidden: " + why
            : name.isEmpty()
                ? resource + " is forbidden: " + why
                : resource + " \"" + name + "\" is forbidden: " + why;
    return of(403, "Forbidden", subject, resource, name);
  }

  public static ApiStatus unauthorized() {
    return new ApiStatus(401, "Unauthorized", "Unauthorized", null);
  }

  public static ApiStatus badRequest(String message) {
    return new ApiStatus(400, "BadRequest", message, null);
  }

  /** A validation failure; one error stands alone, several are put in brackets. */
  public static ApiStatus invalid(GroupKind kind, String name, List<FieldError> errors) {
    List<String> texts = errors.stream().map(FieldError::toString).distinct().toList();
    String all = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
    List<Cause> causes =
        errors.stream()
            .map(e -> new Cause(e.type().reason(), e.message(), e.field()))
            .collect(Collectors.toList());
    return new ApiStatus(
        422,
        "Invalid",
        kind + " \"" + name + "\" is invalid: " + all,
        new Details(name, kind.group(), kind.kind(), "", causes, 0));
  }

  public static ApiStatus methodNotAllowed(GroupResource resource, String verb) {
    return of(
        405,
        "MethodNotAllowed",
        verb + " is not supported on resources of kind \"" + resource + "\"",
        resource,
        "");
  }

  /** 410: the version asked for is no longer known. */
  public static ApiStatus expired(String message) {
    return new ApiStatus(410, "Expired", message, null);
  }

  /** 404 of a path that is nothing at all. */
  public static ApiStatus noSuchPath() {
    return new ApiStatus(
        404,
        "NotFound",
        "the server could not find the requested resource",
        new Details("", "", "", "", List.of(), 0));
  }

  public static ApiStatus unsupportedMediaType(String message) {
    return new ApiStatus(415, "UnsupportedMediaType", message, null);
  }

  public static ApiStatus notAcceptable(String message) {
    return new ApiStatus(406, "NotAcceptable", message, null);
  }

  public static ApiStatus tooLarge(String message) {
    return new ApiStatus(413, "RequestEntityTooLarge", message, null);
  }

  public static ApiStatus internal(String message) {
    return new ApiStatus(
        500,
        "InternalError",
        "Internal error occurred: " + message,
        new Details("", "", "", "", List.of(new Cause("", message, "")), 0));
  }

  public static ApiStatus unavailable(String message) {
    return new ApiStatus(503, "ServiceUnavailable", message, null);
  }

  public static ApiStatus timeout(String message, int retryAfterSeconds) {
    return new ApiStatus(
        504,
        "Timeout",
        "Timeout: " + message,
        new Details("", "", "", "", List.of(), retryAfterSeconds));
  }

  private static ApiStatus of(
      int code, String reason, String message, GroupResource resource, String name) {
    return new ApiStatus(
        code,
        reason,
        message,
        new Details(name, resource.group(), resource.resource(), "", List.of(), 0));
  }

  public StatusException asException() {
    return new StatusException(this);
  }

  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("kind", "Status").put("apiVersion", "v1");
    json.putObject("metadata");
    json.put("status", "Failure").put("message", message);
    if (!reason.isEmpty()) {
      json.put("reason", reason);
    }
    if (details != null) {
      ObjectNode to = json.putObject("details");
      putUnlessEmpty(to, "name", details.name);
      putUnlessEmpty(to, "group", details.group);
      putUnlessEmpty(to, "kind", details.kind);
      putUnlessEmpty(to, "uid", details.uid);
      if (!details.causes.isEmpty()) {
        ArrayNode causes = to.putArray("causes");
        for (Cause cause : details.causes) {
          ObjectNode node = causes.addObject();
          putUnlessEmpty(node, "reason", cause.reason);
          putUnlessEmpty(node, "message", cause.message);
          putUnlessEmpty(node, "field", cause.field);
        }
      }
      if (details.retryAfterSeconds > 0) {
        to.put("retryAfterSeconds", details.retryAfterSeconds);
      }
    }
    return json.put("code", code);
  }

  /** Reads an answer; what is no Status becomes one with the text as its message. */
  public static ApiStatus fromJson(int code, JsonNode json) {
    JsonNode from = Json.at(json, "details");
    Details details = null;
    if (from != null) {
      List<Cause> causes = new ArrayList<>();
      for (JsonNode cause : Json.items(from, "causes")) {
        causes.add(
            new Cause(
                Json.text(cause, "reason"),
                Json.text(cause, "message"),
                Json.text(cause, "field")));
      }
      details =
          new Details(
              Json.text(from, "name"),
              Json.text(from, "group"),
              Json.text(from, "kind"),
              Json.text(from, "uid"),
              causes,
              Json.integer(from, 0, "retryAfterSeconds"));
    }
    return new ApiStatus(
        Json.integer(json, code, "code"),
        Json.text(json, "reason"),
        Json.text(json, "message"),
        details);
  }

  private static void putUnlessEmpty(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }
}

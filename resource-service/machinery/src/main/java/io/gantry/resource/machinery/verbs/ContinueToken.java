package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apischema.codec.JsonSyntax;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a chunked list goes on: opaque to clients, who get it as {@code metadata.continue}.
 *
 * @param revision the list's; -1 for "the newest there is", in a token that was given out when the
 *     list's own revision had left the window
 */
record ContinueToken(long revision, String namespace, String name) {
  static final long NEWEST = -1;
  private static final String FORMAT = "meta.k8s.io/v1";

  static ContinueToken after(long revision, ObjectKey last) {
    return new ContinueToken(revision, last.namespace(), last.name());
  }

  ContinueToken inconsistent() {
    return new ContinueToken(NEWEST, namespace, name);
  }

  String encode() {
    ObjectNode json = Json.object();
    json.put("v", FORMAT).put("rv", revision);
    json.put("start", (namespace.isEmpty() ? name : namespace + "/" + name) + "\u0000");
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(json));
  }

  /**
   * @throws io.gantry.apimodel.StatusException 400 for what is no token
   */
  static ContinueToken decode(String token) {
    byte[] text;
    try {
      text = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw invalid("continue key is not valid: illegal base64 data");
    }
    JsonNode json;
    try {
      json = Json.parse(text);
    } catch (JacksonException e) {
      throw invalid(
          "continue key is not valid: " + JsonSyntax.explain(text, e.getOriginalMessage()));
    }
    if (!Json.text(json, "v").equals(FORMAT)) {
      throw invalid(
          "continue key is not valid: server does not recognize this encoded version "
              + io.gantry.apimodel.FieldError.quoted(Json.text(json, "v")));
    }
    long revision = Json.number(json, 0, "rv");
    String start = Json.text(json, "start");
    if (revision == 0 || start.isEmpty()) {
      throw invalid(
          "continue key is not valid: incorrect encoded start resourceVersion (version"
              + " meta.k8s.io/v1)");
    }
    String key = start.endsWith("\u0000") ? start.substring(0, start.length() - 1) : start;
    int slash = key.indexOf('/');
    return new ContinueToken(
        revision, slash < 0 ? "" : key.substring(0, slash), key.substring(slash + 1));
  }

  private static io.gantry.apimodel.StatusException invalid(String why) {
    return ApiStatus.badRequest(why).asException();
  }
}

package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.StatusException;
import io.gantry.apischema.BodyCodec;
import io.gantry.apischema.DecodeException;
import io.gantry.apischema.codec.JsonSyntax;
import io.gantry.apischema.patch.GoText;
import io.gantry.resource.machinery.ApiCall;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A patch as it was sent.
 *
 * @param strictErrors duplicate fields
 */
record PatchBody(PatchType type, JsonNode tree, List<String> strictErrors) {
  private static final String PARSE_ERROR = "couldn't get version/kind; json parse error: ";

  static PatchType type(ApiCall call) {
    String media =
        switch (call.body()) {
          case ApiCall.Body.Bytes bytes -> bytes.contentType();
          case ApiCall.Body.Tree tree -> tree.contentType();
        };
    int semicolon = media.indexOf(';');
    String plain = (semicolon < 0 ? media : media.substring(0, semicolon)).trim();
    for (PatchType type : PatchType.values()) {
      if (type.mediaType().equals(plain.toLowerCase(Locale.ROOT))) {
        return type;
      }
    }
    throw new ApiStatus(
            415,
            "UnsupportedMediaType",
            "415: Unsupported Media Type",
            new ApiStatus.Details("", "", "", "", List.of(), 0))
        .asException();
  }

  static PatchBody read(BodyCodec codec, ApiCall call, PatchType type) {
    if (call.body() instanceof ApiCall.Body.Tree tree) {
      return new PatchBody(type, tree.tree(), List.of());
    }
    byte[] bytes = ((ApiCall.Body.Bytes) call.body()).bytes();
    return switch (type) {
      case JSON -> new PatchBody(type, list(bytes), List.of());
      case MERGE -> object(codec, type, "application/json", bytes, "error decoding patch: ");
      case STRATEGIC -> object(codec, type, "application/json", bytes, "");
      case APPLY -> object(codec, type, "application/yaml", bytes, "error decoding YAML: ");
    };
  }

  private static PatchBody object(
      BodyCodec codec, PatchType type, String mediaType, byte[] bytes, String prefix) {
    try {
      BodyCodec.Body body = codec.read(mediaType, bytes);
      return new PatchBody(type, body.object(), body.strictErrors());
    } catch (DecodeException e) {
      refuseOther(type, bytes, prefix);
      String message = e.getMessage();
      throw bad(
          prefix
              + (message.startsWith(PARSE_ERROR)
                  ? message.substring(PARSE_ERROR.length())
                  : message));
    }
  }

  /** A patch of an object that is none itself. */
  private static void refuseOther(PatchType type, byte[] bytes, String prefix) {
    if (type == PatchType.APPLY) {
      return;
    }
    JsonNode tree;
    try {
      tree = io.gantry.apimodel.Json.parse(bytes);
    } catch (JacksonException e) {
      return;
    }
    if (!tree.isObject()) {
      throw bad(
          prefix
              + "json: cannot unmarshal "
              + GoText.kindOf(tree)
              + " into Go value of type map[string]interface {}");
    }
  }

  private static JsonNode list(byte[] bytes) {
    String problem;
    try {
      JsonNode tree = io.gantry.apimodel.Json.parse(bytes);
      if (tree.isArray()) {
        return tree;
      }
      problem =
          "json: cannot unmarshal "
              + (tree.isObject() ? "object" : tree.isString() ? "string" : "number")
              + " into Go value of type []handlers.jsonPatchOp";
    } catch (JacksonException e) {
      problem = JsonSyntax.explain(bytes, e.getOriginalMessage());
    }
    throw bad("error decoding patch: " + problem);
  }

  private static StatusException bad(String message) {
    return ApiStatus.badRequest(message).asException();
  }
}

package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.apischema.BodyCodec;
import io.gantry.apischema.DecodeException;
import io.gantry.apischema.Decoded;
import io.gantry.apischema.KindSchema;
import io.gantry.resource.machinery.ApiCall;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** From a request's body to an object of the expected kind, with Kubernetes' words for failures. */
final class Bodies {
  /** What Kubernetes calls the package of a group's internal types, where it is no part of it. */
  private static final Map<String, String> INTERNAL_PACKAGES =
      Map.of("", "core", "rbac.authorization.k8s.io", "rbac", "events.k8s.io", "core");

  private static final int SUMMARY = 30;

  private final VerbEnvironment environment;

  Bodies(VerbEnvironment environment) {
    this.environment = environment;
  }

  /**
   * An object as the caller sent it, checked and defaulted.
   *
   * @param warnings texts for Warning headers
   * @param emptied see {@link Decoded#emptied}
   */
  record Input(ObjectNode object, List<String> warnings, Set<String> emptied) {}

  Input decode(ApiCall call, GroupVersionKind expected) {
    BodyCodec.Body body = read(call, expected);
    GroupVersionKind actual = actual(body.object(), expected);
    KindSchema schema = schema(actual, expected);
    Decoded decoded;
    try {
      decoded = schema.check(body.object());
    } catch (DecodeException e) {
      throw cannotBeHandled(actual, expected, e.getMessage());
    }
    List<String> strict = new ArrayList<>(body.strictErrors());
    strict.addAll(decoded.strictErrors());
    List<String> warnings = List.of();
    if (!strict.isEmpty()) {
      switch (call.query("fieldValidation")) {
        case "Strict" ->
            throw cannotBeHandled(
                actual, expected, "strict decoding error: " + String.join(", ", strict));
        case "Ignore" -> {}
        default -> warnings = strict;
      }
    }
    if (!actual.groupKind().equals(expected.groupKind())) {
      throw cannotBeHandled(
          actual,
          expected,
          "converting (%s.%s) to (%s.%s): unknown conversion"
              .formatted(
                  actual.version(),
                  actual.kind(),
                  internalPackage(expected.group()),
                  expected.kind()));
    }
    if (!actual.version().equals(expected.version())) {
      throw ApiStatus.badRequest(
              "the API version in the data (%s) does not match the expected API version (%s)"
                  .formatted(actual.apiVersion(), expected.apiVersion()))
          .asException();
    }
    ObjectNode object = decoded.object();
    schema.applyDefaults(object);
    object.put("kind", expected.kind()).put("apiVersion", expected.apiVersion());
    return new Input(object, warnings, decoded.emptied());
  }

  /** A tree that was sent: bytes are parsed, a tree is copied, as the write may be tried again. */
  private BodyCodec.Body read(ApiCall call, GroupVersionKind expected) {
    switch (call.body()) {
      case ApiCall.Body.Tree tree -> {
        return new BodyCodec.Body(tree.tree().deepCopy().asObject(), List.of());
      }
      case ApiCall.Body.Bytes bytes -> {
        try {
          return environment.codec().read(bytes.contentType(), bytes.bytes());
        } catch (DecodeException e) {
          throw ApiStatus.badRequest(
                  "the object provided is unrecognized (must be of type %s): %s (%s)"
                      .formatted(expected.kind(), parseError(e), summary(bytes.bytes())))
              .asException();
        }
      }
    }
  }

  private static String parseError(DecodeException e) {
    String message = e.getMessage();
    return message.startsWith("couldn't get version/kind") || message.startsWith("error ")
        ? message
        : "couldn't get version/kind; json parse error: " + message;
  }

  /** The beginning of a body that nobody understood: text when it might be JSON, else hex. */
  private static String summary(byte[] body) {
    if (body.length == 0) {
      return "<empty>";
    }
    int shown = Math.min(body.length, SUMMARY);
    String text =
        body[0] == '{'
            ? new String(body, 0, shown, java.nio.charset.StandardCharsets.UTF_8)
            : HexFormat.of().formatHex(body, 0, shown);
    return body.length > SUMMARY ? text + " ..." : text;
  }

  /** What the body says it is; what it leaves out is what the path asks for. */
  private static GroupVersionKind actual(ObjectNode object, GroupVersionKind expected) {
    String kind = Json.text(object, "kind");
    String apiVersion = Json.text(object, "apiVersion");
    GroupVersion version;
    try {
      version =
          apiVersion.isEmpty()
              ? new GroupVersion(expected.group(), expected.version())
              : GroupVersion.parse(apiVersion);
    } catch (IllegalArgumentException e) {
      throw cannotBeHandled(expected, expected, e.getMessage());
    }
    return version.kind(kind.isEmpty() ? expected.kind() : kind);
  }

  private KindSchema schema(GroupVersionKind actual, GroupVersionKind expected) {
    Optional<KindSchema> schema = environment.schemas().kind(actual);
    if (schema.isPresent()) {
      return schema.get();
    }
    throw cannotBeHandled(
        actual,
        expected,
        "no kind \"%s\" is registered for version \"%s\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""
            .formatted(actual.kind(), actual.apiVersion()));
  }

  private static String internalPackage(String group) {
    String known = INTERNAL_PACKAGES.get(group);
    int dot = group.indexOf('.');
    return known != null ? known : dot < 0 ? group : group.substring(0, dot);
  }

  private static StatusException cannotBeHandled(
      GroupVersionKind actual, GroupVersionKind expected, String why) {
    return ApiStatus.badRequest(
            "%s in version \"%s\" cannot be handled as a %s: %s"
                .formatted(actual.kind(), actual.version(), expected.kind(), why))
        .asException();
  }
}

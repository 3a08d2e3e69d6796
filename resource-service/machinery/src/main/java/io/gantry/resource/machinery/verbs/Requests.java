package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.GroupKind;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.validation.OptionRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks of a request against itself: options, and the names in body and path. */
final class Requests {
  static final String META_GROUP = "meta.k8s.io";

  private Requests() {}

  /**
   * @param kind {@code CreateOptions}, {@code UpdateOptions} ...
   */
  static void checkWriteOptions(ApiCall call, String kind) {
    refuse(
        kind,
        OptionRules.write(
            call.query("fieldManager"), call.query().get("dryRun"), call.query("fieldValidation")));
  }

  static void refuse(String optionsKind, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ApiStatus.invalid(new GroupKind(META_GROUP, optionsKind), "", errors).asException();
    }
  }

  /** The body of a write to a named object must be about that object. */
  static void checkName(ObjectNode object, Target target) {
    checkName(object, target, target.name());
  }

  /**
   * @param shown how the name on the URL is named when the body has none
   */
  static void checkName(ObjectNode object, Target target, String shown) {
    String name = Json.text(object, "metadata", "name");
    if (name.isEmpty()) {
      throw ApiStatus.badRequest(
              "the name of the object ("
                  + shown
                  + " based on URL) was undeterminable: name must be provided")
          .asException();
    }
    if (!name.equals(target.name())) {
      throw ApiStatus.badRequest(
              "the name of the object ("
                  + name
                  + ") does not match the name on the URL ("
                  + target.name()
                  + ")")
          .asException();
    }
    String namespace = Json.text(object, "metadata", "namespace");
    if (!target.namespace().isEmpty()
        && !namespace.isEmpty()
        && !namespace.equals(target.namespace())) {
      throw ApiStatus.badRequest(
              "the namespace of the object ("
                  + namespace
                  + ") does not match the namespace on the request ("
                  + target.namespace()
                  + ")")
          .asException();
    }
  }

  /** The request's namespace is the object's; another one in the body is refused. */
  static void settleNamespace(ObjectNode object, Target target) {
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    String namespace = Json.text(metadata, "namespace");
    if (namespace.equals(target.namespace())) {
      return;
    }
    if (target.namespace().isEmpty()) {
      metadata.remove("namespace");
    } else if (namespace.isEmpty()) {
      metadata.put("namespace", target.namespace());
    } else {
      throw ApiStatus.badRequest(
              "the namespace of the provided object does not match the namespace sent on the"
                  + " request")
          .asException();
    }
  }

  /** The object's own version lock: 0 for none. */
  static long resourceVersion(JsonNode object) {
    String version = Json.text(object, "metadata", "resourceVersion");
    if (version.isEmpty()) {
      return 0;
    }
    try {
      return Long.parseUnsignedLong(version);
    } catch (NumberFormatException e) {
      throw plain(500, "strconv.ParseUint: parsing \"" + version + "\": invalid syntax");
    }
  }

  /** An error that Kubernetes passes on without a reason. */
  static io.gantry.apimodel.StatusException plain(int code, String message) {
    return new ApiStatus(code, "", message, null).asException();
  }
}

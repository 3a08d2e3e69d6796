package io.gantry.resource.kinds.access;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a question about access must be like. It is no object: it has no metadata. */
final class AccessReviewRules {
  private static final FieldPath SPEC = FieldPath.of("spec");

  private AccessReviewRules() {}

  /**
   * @param self whether the question is about who asks
   * @param local whether it is about one namespace, which the request names
   */
  static List<FieldError> validate(
      ObjectNode review, boolean self, boolean local, String namespace) {
    Findings out = new Findings();
    JsonNode spec = Json.at(review, "spec");
    JsonNode resource = Json.at(spec, "resourceAttributes");
    JsonNode path = Json.at(spec, "nonResourceAttributes");
    if (resource != null && path != null) {
      out.invalid(
          SPEC.child("nonResourceAttributes"),
          nonResource(path),
          "cannot be specified in combination with resourceAttributes");
    }
    if (resource == null && path == null) {
      out.invalid(
          SPEC.child("resourceAttributes"),
          "null",
          "exactly one of nonResourceAttributes or resourceAttributes must be specified");
    }
    if (!self && Json.text(spec, "user").isEmpty() && Json.items(spec, "groups").isEmpty()) {
      out.invalid(SPEC.child("user"), "", "at least one of user or group must be specified");
    }
    FieldPath at = SPEC.child("resourceAttributes");
    selector(out, at.child("fieldSelector"), Json.at(resource, "fieldSelector"), false);
    selector(out, at.child("labelSelector"), Json.at(resource, "labelSelector"), true);
    metadata(out, Json.at(review, "metadata"), local);
    if (local) {
      String asked = Json.text(resource, "namespace");
      if (resource != null && !asked.equals(namespace)) {
        out.invalid(at.child("namespace"), asked, "must match metadata.namespace");
      }
      if (path != null) {
        out.invalid(
            SPEC.child("nonResourceAttributes"),
            nonResource(path),
            "disallowed on this kind of request");
      }
    }
    return out.list();
  }

  private static Object nonResource(JsonNode path) {
    return GoText.struct("authorization.NonResourceAttributes", path);
  }

  private static void metadata(Findings out, JsonNode metadata, boolean local) {
    if (!(metadata instanceof ObjectNode object)) {
      return;
    }
    ObjectNode rest = object.deepCopy();
    rest.remove(List.of("managedFields", "creationTimestamp"));
    if (local) {
      rest.remove("namespace");
    }
    if (!rest.isEmpty()) {
      out.invalid(
          FieldPath.of("metadata"),
          GoText.struct("v1.ObjectMeta", metadata),
          local ? "must be empty except for namespace" : "must be empty");
    }
  }

  /** Which objects the question is about; operators may be newer than the server. */
  private static void selector(Findings out, FieldPath path, JsonNode selector, boolean ofLabels) {
    if (selector == null) {
      return;
    }
    String raw = Json.text(selector, "rawSelector");
    List<JsonNode> requirements = Json.items(selector, "requirements");
    if (!raw.isEmpty() && !requirements.isEmpty()) {
      out.invalid(
          path.child("rawSelector"), raw, "may not specified at the same time as requirements");
    }
    if (raw.isEmpty() && requirements.isEmpty()) {
      out.required(
          path.child("requirements"),
          "when " + path + " is specified, requirements or rawSelector is required");
    }
    for (int i = 0; i < requirements.size(); i++) {
      requirement(out, path.child("requirements").index(i), requirements.get(i), ofLabels);
    }
  }

  private static void requirement(
      Findings out, FieldPath at, JsonNode requirement, boolean ofLabels) {
    String key = Json.text(requirement, "key");
    List<String> values = Json.texts(requirement, "values");
    if (!ofLabels && key.isEmpty()) {
      out.required(at.child("key"), "must be specified");
    }
    switch (Json.text(requirement, "operator")) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          out.required(at.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          out.forbidden(
              at.child("values"),
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      default -> {}
    }
    if (ofLabels) {
      out.format(at.child("key"), key, Formats::qualifiedName);
      for (int i = 0; i < values.size(); i++) {
        out.format(at.child("values").index(i), values.get(i), Formats::labelValue);
      }
    }
  }
}

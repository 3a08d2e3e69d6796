package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The parts of one version, which may also stand for all versions. */
final class VersionRules {
  private static final List<String> COLUMN_TYPES =
      List.of("boolean", "date", "integer", "number", "string");
  private static final List<String> COLUMN_FORMATS =
      List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
  private static final int LONGEST_WARNING = 256;

  private VersionRules() {}

  static void deprecation(Findings out, FieldPath at, JsonNode version) {
    JsonNode given = Json.at(version, "deprecationWarning");
    if (given == null) {
      return;
    }
    String warning = given.asString();
    if (!Json.bool(version, false, "deprecated")) {
      out.invalid(at, warning, "can only be set for deprecated versions");
      return;
    }
    if (warning.getBytes(StandardCharsets.UTF_8).length > LONGEST_WARNING) {
      out.invalid(at, warning, "must be <= 256 characters long");
    }
    if (warning.isEmpty()) {
      out.invalid(at, warning, "must not be an empty string");
    }
    for (int i = 0; i < warning.length(); i++) {
      if (Character.isISOControl(warning.charAt(i))) {
        out.invalid(
            at,
            warning,
            "must only contain printable UTF-8 characters; non-printable character found at index "
                + i);
        break;
      }
    }
  }

  static void schema(
      Findings out,
      FieldPath path,
      JsonNode validation,
      boolean hasStatus,
      DefinitionRules.Since since) {
    JsonNode schema = Json.at(validation, "openAPIV3Schema");
    if (schema != null) {
      RootSchemaRules.validate(out, path, schema, hasStatus, since);
    }
  }

  static void subresources(Findings out, FieldPath path, JsonNode subresources) {
    JsonNode scale = Json.at(subresources, "scale");
    if (scale == null) {
      return;
    }
    replicas(
        out, path.child("scale.specReplicasPath"), Json.text(scale, "specReplicasPath"), "spec");
    replicas(
        out,
        path.child("scale.statusReplicasPath"),
        Json.text(scale, "statusReplicasPath"),
        "status");
    String labels = Json.text(scale, "labelSelectorPath");
    if (!labels.isEmpty()) {
      FieldPath at = path.child("scale.labelSelectorPath");
      if (isSimplePath(out, at, labels)
          && !labels.startsWith(".spec.")
          && !labels.startsWith(".status.")) {
        out.invalid(at, labels, "should be a json path under either .spec or .status");
      }
    }
  }

  private static void replicas(Findings out, FieldPath at, String path, String under) {
    if (path.isEmpty()) {
      out.required(at);
    } else if (isSimplePath(out, at, path) && !path.startsWith("." + under + ".")) {
      out.invalid(at, path, "should be a json path under ." + under);
    }
  }

  private static boolean isSimplePath(Findings out, FieldPath at, String path) {
    if (!path.startsWith(".")) {
      out.invalid(at, path, "must be a simple json path starting with .");
      return false;
    }
    return true;
  }

  static void columns(Findings out, FieldPath path, JsonNode columns) {
    if (columns == null) {
      return;
    }
    for (int i = 0; i < columns.size(); i++) {
      column(out, path.index(i), columns.get(i));
    }
  }

  private static void column(Findings out, FieldPath path, JsonNode column) {
    out.present(path.child("name"), Json.text(column, "name"));
    String type = Json.text(column, "type");
    String types = "must be one of " + String.join(",", COLUMN_TYPES);
    if (type.isEmpty()) {
      out.required(path.child("type"), types);
    } else if (!COLUMN_TYPES.contains(type)) {
      out.invalid(path.child("type"), type, types);
    }
    String format = Json.text(column, "format");
    if (!format.isEmpty() && !COLUMN_FORMATS.contains(format)) {
      out.invalid(
          path.child("format"), format, "must be one of " + String.join(",", COLUMN_FORMATS));
    }
    String jsonPath = Json.text(column, "jsonPath");
    if (jsonPath.isEmpty()) {
      out.required(path.child("JSONPath"));
    } else {
      isSimplePath(out, path.child("JSONPath"), jsonPath);
    }
  }
}

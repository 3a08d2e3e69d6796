package io.gantry.resource.kinds.core;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Maps of file names to contents, in secrets and config maps. */
public final class DataRules {
  private static final int MAX_BYTES = 1024 * 1024;

  private DataRules() {}

  public static void keys(Findings out, ObjectNode object, String field) {
    JsonNode data = Json.at(object, field);
    if (data == null) {
      return;
    }
    for (String key : new TreeSet<>(data.propertyNames())) {
      out.format(FieldPath.of(field).key(key), key, Formats::configKey);
    }
  }

  /** At most 1 MiB of values in all (base64 values count decoded). */
  public static void size(Findings out, FieldPath path, ObjectNode object, List<String> fields) {
    long total = 0;
    for (String field : fields) {
      for (String value : Json.map(object, field).values()) {
        boolean base64 = field.equals("binaryData") || Json.text(object, "kind").equals("Secret");
        total +=
            base64
                ? value.length() / 4 * 3 - padding(value)
                : value.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    if (total > MAX_BYTES) {
      out.add(FieldError.tooLong(path, MAX_BYTES));
    }
  }

  private static int padding(String base64) {
    return base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  }

  /** What is marked immutable stays so, marker included. */
  public static void immutable(
      Findings out, ObjectNode object, ObjectNode old, List<String> fields) {
    if (!Json.bool(old, false, "immutable")) {
      return;
    }
    String why = "field is immutable when `immutable` is set";
    if (!Json.bool(object, false, "immutable")) {
      out.forbidden(FieldPath.of("immutable"), why);
    }
    for (String field : fields) {
      if (!FieldRules.same(object.get(field), old.get(field))) {
        out.forbidden(FieldPath.of(field), why);
      }
    }
  }
}

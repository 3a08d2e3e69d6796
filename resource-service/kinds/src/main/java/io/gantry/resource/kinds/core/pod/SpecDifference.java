package io.gantry.resource.kinds.core.pod;

import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.validation.FieldRules;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Shows a reader what changed between two objects, one line a field. */
final class SpecDifference {
  private SpecDifference() {}

  static String of(JsonNode before, JsonNode after) {
    StringBuilder out = new StringBuilder();
    collect(out, "", before, after);
    return out.toString();
  }

  private static void collect(StringBuilder out, String path, JsonNode before, JsonNode after) {
    if (FieldRules.same(before, after)) {
      return;
    }
    boolean objects = before != null && after != null && before.isObject() && after.isObject();
    boolean lists =
        before != null
            && after != null
            && before.isArray()
            && after.isArray()
            && before.size() == after.size();
    if (objects) {
      Set<String> fields = new TreeSet<>(before.propertyNames());
      fields.addAll(after.propertyNames());
      for (String field : fields) {
        collect(
            out, path.isEmpty() ? field : path + "." + field, before.get(field), after.get(field));
      }
    } else if (lists) {
      for (int i = 0; i < before.size(); i++) {
        collect(out, path + "[" + i + "]", before.get(i), after.get(i));
      }
    } else {
      line(out, '-', path, before);
      line(out, '+', path, after);
    }
  }

  private static void line(StringBuilder out, char sign, String path, JsonNode value) {
    if (value != null) {
      out.append(sign)
          .append(' ')
          .append(path)
          .append(": ")
          .append(Json.string(value))
          .append('\n');
    }
  }
}

package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.Formats;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** How a resource may be called. */
final class NamesRules {
  private NamesRules() {}

  /** The names that a specification must have; a status need not. */
  static void required(Findings out, FieldPath path, JsonNode names) {
    for (String field : List.of("plural", "singular", "kind", "listKind")) {
      out.present(path.child(field), Json.text(names, field));
    }
  }

  static void validate(Findings out, FieldPath path, JsonNode names) {
    label(out, path.child("plural"), Json.text(names, "plural"));
    label(out, path.child("singular"), Json.text(names, "singular"));
    String kind = Json.text(names, "kind");
    String listKind = Json.text(names, "listKind");
    mixedCase(out, path.child("kind"), kind);
    mixedCase(out, path.child("listKind"), listKind);
    each(out, path.child("shortNames"), Json.texts(names, "shortNames"));
    if (!kind.isEmpty() && kind.equals(listKind)) {
      out.invalid(path.child("listKind"), listKind, "kind and listKind may not be the same");
    }
    each(out, path.child("categories"), Json.texts(names, "categories"));
  }

  private static void each(Findings out, FieldPath path, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      whole(out, path.index(i), names.get(i), Formats.dns1035Label(names.get(i)), "");
    }
  }

  private static void label(Findings out, FieldPath path, String name) {
    if (!name.isEmpty()) {
      whole(out, path, name, Formats.dns1035Label(name), "");
    }
  }

  private static void mixedCase(Findings out, FieldPath path, String name) {
    if (!name.isEmpty()) {
      whole(
          out,
          path,
          name,
          Formats.dns1035Label(name.toLowerCase(Locale.ROOT)),
          "may have mixed case, but should otherwise match: ");
    }
  }

  /** One cause for all that is wrong: these rules join their messages. */
  static void whole(Findings out, FieldPath path, String value, List<String> wrong, String before) {
    if (!wrong.isEmpty()) {
      out.invalid(path, value, before + String.join(",", wrong));
    }
  }
}

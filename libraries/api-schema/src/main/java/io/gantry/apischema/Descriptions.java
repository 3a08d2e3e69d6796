package io.gantry.apischema;

import io.gantry.apimodel.Json;
import tools.jackson.databind.node.ObjectNode;

/** The texts of definitions and fields, read from their resource when first asked for. */
final class Descriptions {
  private volatile ObjectNode texts;

  /** The text of a field, or of the definition itself with an empty field name. */
  String of(String definition, String field) {
    ObjectNode known = texts;
    if (known == null) {
      known = Schema.resource("k8s-descriptions.json.gz");
      texts = known;
    }
    return Json.text(known, definition, field);
  }
}

package io.gantry.resource.kinds.networking;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.Formats;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** References to objects of any kind: the backend of a path, the parameters of a class. */
public final class ReferenceRules {
  private ReferenceRules() {}

  public static void typed(Findings out, FieldPath at, JsonNode reference) {
    JsonNode group = Json.at(reference, "apiGroup");
    if (group != null) {
      out.format(at.child("apiGroup"), group.asString(), Formats::dns1123Subdomain);
    }
    for (String field : List.of("kind", "name")) {
      String value = Json.text(reference, field);
      if (value.isEmpty()) {
        out.required(at.child(field), field + " is required");
      } else {
        out.format(at.child(field), value, Formats::pathSegment);
      }
    }
  }
}

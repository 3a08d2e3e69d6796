package io.gantry.apischema.patch;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** RFC 7396, JSON merge patch. */
final class MergePatch {
  private MergePatch() {}

  static ObjectNode apply(ObjectNode original, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      throw ApiStatus.badRequest(
              "error decoding patch: json: cannot unmarshal "
                  + GoText.kindOf(patch)
                  + " into Go value of type map[string]interface {}")
          .asException();
    }
    ObjectNode result = original.deepCopy();
    merge(result, changes);
    return result;
  }

  private static void merge(ObjectNode into, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      JsonNode value = entry.getValue();
      if (value.isNull()) {
        into.remove(entry.getKey());
      } else if (value instanceof ObjectNode changes) {
        ObjectNode target =
            into.get(entry.getKey()) instanceof ObjectNode there ? there : Json.object();
        into.set(entry.getKey(), target);
        merge(target, changes);
      } else {
        into.set(entry.getKey(), value.deepCopy());
      }
    }
  }
}

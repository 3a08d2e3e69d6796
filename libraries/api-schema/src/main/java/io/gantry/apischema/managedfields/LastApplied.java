package io.gantry.apischema.managedfields;

import io.gantry.apimodel.Json;
import io.gantry.apischema.KindSchema;
import io.gantry.apischema.TypeNode;
import io.gantry.apischema.managedfields.TypedWalk.Comparison;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The annotation in which client-side apply remembers what it applied. The manager that kubectl
 * calls itself when the server applies may take those fields without force, and keeps the
 * annotation up to date, so that a user can change over, and back.
 */
final class LastApplied {
  /** kubectl's own name for {@code apply --server-side}. */
  static final String MANAGER = "kubectl";

  private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

  /** All annotations of an object together may not be longer, in bytes. */
  private static final int LONGEST_ANNOTATIONS = 256 * 1024;

  private LastApplied() {}

  /** The fields that client-side apply set and nobody has changed since; empty without a record. */
  static Optional<FieldSet> fields(KindSchema schema, ObjectNode live) {
    String text = Json.text(live, "metadata", "annotations", ANNOTATION);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    JsonNode applied;
    try {
      applied = Json.parse(text);
    } catch (JacksonException e) {
      return Optional.empty();
    }
    TypeNode type = schema.type();
    if (!Json.text(applied, "apiVersion").equals(schema.gvk().apiVersion())
        || !TypedRules.errors(type, applied).isEmpty()) {
      return Optional.empty();
    }
    Comparison differences = TypedWalk.compare(type, applied, live);
    return Optional.of(
        TypedWalk.fields(type, applied).minus(differences.changed()).minus(differences.removed()));
  }

  /** Where an object has the annotation, it says from now on what the server applied. */
  static void keep(ObjectNode object, ObjectNode applied) {
    if (Json.text(object, "metadata", "annotations", ANNOTATION).isEmpty()) {
      return;
    }
    ObjectNode configuration = applied.deepCopy();
    if (Json.at(configuration, "metadata", "annotations") instanceof ObjectNode annotations) {
      annotations.remove(ANNOTATION);
    }
    ObjectNode annotations = Json.ensureObject(object, "metadata", "annotations");
    annotations.put(ANNOTATION, text(configuration));
    int length = 0;
    for (Map.Entry<String, JsonNode> entry : annotations.properties()) {
      length += entry.getKey().getBytes(StandardCharsets.UTF_8).length;
      length += entry.getValue().asString("").getBytes(StandardCharsets.UTF_8).length;
    }
    if (length > LONGEST_ANNOTATIONS) {
      annotations.remove(ANNOTATION);
    }
  }

  /** As Go writes it: sorted, a line of its own, and nothing that HTML would read. */
  private static String text(JsonNode configuration) {
    return Json.string(sorted(configuration))
            .replace("<", "\\u003c")
            .replace(">", "\\u003e")
            .replace("&", "\\u0026")
        + "\n";
  }

  private static JsonNode sorted(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        Map<String, JsonNode> members = new TreeMap<>();
        object.properties().forEach(e -> members.put(e.getKey(), sorted(e.getValue())));
        ObjectNode result = Json.object();
        members.forEach(result::set);
        yield result;
      }
      case ArrayNode array -> {
        ArrayNode result = Json.array();
        array.forEach(item -> result.add(sorted(item)));
        yield result;
      }
      default -> node;
    };
  }
}

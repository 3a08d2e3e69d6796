package io.gantry.replication.workload;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares pod templates by meaning, and names them by hash.
 *
 * <p>The canonical print sorts keys, drops nulls, empty lists and empty maps (the API does not tell
 * them from absent ones) and prints quantities by value. An empty object that is no map stays:
 * {@code emptyDir: {}} means something.
 */
public final class Templates {
  public static final String HASH_LABEL = "pod-template-hash";

  /** Letters that make no words and are not mistaken for each other. */
  private static final String SAFE_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private static final Set<String> MAPS =
      Set.of("labels", "annotations", "nodeSelector", "matchLabels", "limits", "requests");
  private static final Set<String> QUANTITIES = Set.of("limits", "requests", "overhead");

  private Templates() {}

  /** Whether the two make the same pods, whatever hash label they carry. */
  public static boolean same(ObjectNode one, ObjectNode other) {
    return canonical(withoutHash(one)).equals(canonical(withoutHash(other)));
  }

  /**
   * A short name for a template: stable, and different for another collision count, so that a name
   * that is taken can be avoided. 32-bit FNV-1a, its decimal digits written as safe letters.
   */
  public static String hash(ObjectNode template, Integer collisionCount) {
    String text = canonical(template);
    if (collisionCount != null) {
      text += collisionCount;
    }
    int hash = 0x811c9dc5;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x01000193;
    }
    StringBuilder safe = new StringBuilder();
    for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
      safe.append(SAFE_LETTERS.charAt(digit % SAFE_LETTERS.length()));
    }
    return safe.toString();
  }

  /** The template with the label that tells its pods from those of other revisions. */
  public static ObjectNode labelled(ObjectNode template, String hash) {
    ObjectNode labelled = template.deepCopy();
    Json.ensureObject(labelled, "metadata", "labels").put(HASH_LABEL, hash);
    return labelled;
  }

  private static ObjectNode withoutHash(ObjectNode template) {
    ObjectNode copy = template.deepCopy();
    if (Json.at(copy, "metadata", "labels") instanceof ObjectNode labels) {
      labels.remove(HASH_LABEL);
    }
    return copy;
  }

  private static String canonical(ObjectNode template) {
    return Json.string(canonical("", template));
  }

  private static JsonNode canonical(String field, JsonNode node) {
    if (node instanceof ObjectNode object) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        JsonNode value =
            QUANTITIES.contains(field)
                ? quantity(entry.getValue())
                : canonical(entry.getKey(), entry.getValue());
        if (!meansNothing(entry.getKey(), value)) {
          sorted.put(entry.getKey(), value);
        }
      }
      ObjectNode result = Json.object();
      sorted.forEach(result::set);
      return result;
    }
    if (node instanceof ArrayNode list) {
      ArrayNode result = Json.array();
      list.forEach(item -> result.add(canonical("", item)));
      return result;
    }
    return node;
  }

  private static boolean meansNothing(String field, JsonNode value) {
    return value.isNull()
        || (value.isArray() && value.isEmpty())
        || (value.isObject() && value.isEmpty() && MAPS.contains(field));
  }

  /** {@code 1000m} and {@code 1} are the same. */
  private static JsonNode quantity(JsonNode value) {
    String text = value.isString() ? value.stringValue() : value.toString();
    return Json.object()
        .stringNode(Quantity.parse(text).value().stripTrailingZeros().toPlainString());
  }
}

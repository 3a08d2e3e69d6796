package io.gantry.apischema.patch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.apischema.DecodeException;
import io.gantry.apischema.KindSchema;
import io.gantry.apischema.Schema;
import io.gantry.apischema.managedfields.ManagedFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Patches that a real Kubernetes accepted, played without a server: what they change, and for apply
 * which fields the manager then owns. Refusals belong to validation, elsewhere.
 */
class RecordedPatchesTest {
  private static final Schema SCHEMA = Schema.load();

  /** Set by the server from other fields or by admission, which does not take part here. */
  private static final Pattern ELSEWHERE =
      Pattern.compile("/spec/ports/\\d+/nodePort|/spec/externalTrafficPolicy");

  @ParameterizedTest
  @ValueSource(strings = {"deployment", "pod", "service", "configmap", "secret", "serviceaccount"})
  void changesWhatKubernetesChanged(String kind) {
    ObjectNode seed = Json.parseObject(resource(kind + ".object.json"));
    ObjectNode body = (ObjectNode) seed.get("body");
    KindSchema schema =
        SCHEMA
            .kind(GroupVersion.parse(Json.text(body, "apiVersion")).kind(Json.text(body, "kind")))
            .orElseThrow();
    ObjectNode stored = accepted(schema, body.deepCopy());
    ManagedFields.track(schema, null, stored, "creator", "", Instant.EPOCH);
    List<String> differences = new ArrayList<>();
    int played = 0;
    for (String line : resource(kind + ".jsonl").lines().toList()) {
      JsonNode recorded = Json.parse(line);
      if (Json.integer(recorded, 0, "answer", "code") != 200) {
        continue;
      }
      played++;
      String difference = play(schema, stored, recorded);
      if (!difference.isEmpty()) {
        differences.add(line.substring(0, Math.min(300, line.length())) + "\n    " + difference);
      }
    }
    assertThat(differences)
        .as("%d of %d agree\n%s", played - differences.size(), played, differences)
        .isEmpty();
  }

  private static String play(KindSchema schema, ObjectNode stored, JsonNode recorded) {
    JsonNode patch = recorded.get("patch");
    String type = Json.text(recorded, "type");
    ObjectNode changed;
    try {
      changed =
          switch (type) {
            case "json" -> Patches.json(stored, patch);
            case "merge" -> Patches.merge(stored, patch);
            case "strategic" -> Patches.strategic(schema.type(), stored, patch);
            default ->
                ManagedFields.apply(
                    schema, stored, (ObjectNode) patch, "player", "", true, Instant.EPOCH);
          };
      changed = accepted(schema, changed);
    } catch (StatusException e) {
      return "refused: " + e.status().message();
    }
    Map<String, JsonNode> before = leaves(stored);
    Map<String, JsonNode> after = leaves(changed);
    Map<String, JsonNode> set = new TreeMap<>();
    after.forEach(
        (path, value) -> {
          if (!value.equals(before.get(path))) {
            set.put(path, value);
          }
        });
    TreeSet<String> gone = new TreeSet<>(before.keySet());
    gone.removeAll(after.keySet());
    Map<String, JsonNode> wantedSet = new TreeMap<>();
    recorded
        .get("answer")
        .get("set")
        .properties()
        .forEach(entry -> wantedSet.put(entry.getKey(), entry.getValue()));
    TreeSet<String> wantedGone = new TreeSet<>(Json.texts(recorded, "answer", "gone"));
    for (var paths : List.of(set.keySet(), gone, wantedSet.keySet(), wantedGone)) {
      paths.removeIf(path -> ELSEWHERE.matcher(path).matches());
    }
    if (!set.equals(wantedSet) || !gone.equals(wantedGone)) {
      return "set "
          + set
          + " instead of "
          + wantedSet
          + "; gone "
          + gone
          + " instead of "
          + wantedGone;
    }
    if (type.equals("apply")) {
      List<String> owned = owned(changed);
      List<String> wanted = Json.texts(recorded, "answer", "owns").stream().sorted().toList();
      if (!owned.equals(wanted)) {
        return "owns " + owned + " instead of " + wanted;
      }
    }
    return "";
  }

  private static List<String> owned(ObjectNode object) {
    for (JsonNode entry : Json.items(object, "metadata", "managedFields")) {
      if (Json.text(entry, "manager").equals("player")) {
        return List.copyOf(new TreeSet<>(leavesOf(entry.get("fieldsV1")).keySet()));
      }
    }
    return List.of();
  }

  private static ObjectNode accepted(KindSchema schema, ObjectNode object) {
    try {
      ObjectNode checked = schema.check(object).object();
      schema.applyDefaults(checked);
      return checked;
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, JsonNode> leaves(ObjectNode object) {
    ObjectNode bare = object.deepCopy();
    bare.remove("status");
    ((ObjectNode) bare.get("metadata")).remove("managedFields");
    return leavesOf(bare);
  }

  private static Map<String, JsonNode> leavesOf(JsonNode node) {
    Map<String, JsonNode> leaves = new TreeMap<>();
    collect("", node, leaves);
    return leaves;
  }

  private static void collect(String path, JsonNode node, Map<String, JsonNode> into) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(
              entry ->
                  collect(
                      path + "/" + entry.getKey().replace("~", "~0").replace("/", "~1"),
                      entry.getValue(),
                      into));
    } else if (node.isArray() && !node.isEmpty()) {
      for (int i = 0; i < node.size(); i++) {
        collect(path + "/" + i, node.get(i), into);
      }
    } else {
      into.put(path, node);
    }
  }

  private static String resource(String name) {
    try (var in = RecordedPatchesTest.class.getResourceAsStream("/patches/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

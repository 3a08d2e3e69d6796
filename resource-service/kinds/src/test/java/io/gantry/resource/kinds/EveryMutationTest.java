package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.KindPorts;
import io.gantry.resource.machinery.ResourceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every field of a valid object of each kind gets every value that it might not expect: as a new
 * object, and as a change of the valid one. Whatever the answer is, there is one.
 */
class EveryMutationTest {
  private static final List<String> VALUES =
      List.of(
          "null",
          "5",
          "-1",
          "0",
          "1.5",
          "2147483648",
          "70000",
          "true",
          "\"\"",
          "\"x\"",
          "\"-x\"",
          "\"yes\"",
          "\"-1\"",
          "\"1.5Gi\"",
          "\"Not Valid!\"",
          "\"UPPER_case.x/y\"",
          "[]",
          "{}",
          "[7]",
          "[\"x\"]",
          "[{}]",
          "{\"x\":\"y\"}",
          "\"" + "a".repeat(300) + "\"");

  private final AnswerPlayer player =
      new AnswerPlayer(BuiltinResources.all(new KindPorts(null, null, null, null, null, null)));

  @TestFactory
  Stream<DynamicTest> isAnswered() {
    return Stream.of(AnswerPlayer.resource("answers/floors.txt").split("\n"))
        .map(line -> line.split(" ")[0])
        .map(kind -> DynamicTest.dynamicTest(kind, () -> mutate(kind)));
  }

  private void mutate(String kind) {
    JsonNode seed = Json.parse(AnswerPlayer.resource("answers/seeds/" + kind + ".json"));
    ResourceDefinition definition = player.definition(kind);
    KindUnderTest tested = new KindUnderTest(definition.group(), definition.resource());
    List<String> paths = new ArrayList<>();
    collect(seed.get("body"), "", paths);
    int answered = 0;
    for (String path : paths) {
      for (ObjectNode op : operations(path)) {
        ObjectNode changed = AnswerPlayer.changed(seed.get("body"), op);
        try {
          player.answer(Json.text(seed, "path"), changed.deepCopy());
          tested.changeTo((ObjectNode) seed.get("body").deepCopy(), changed);
        } catch (RuntimeException e) {
          throw new AssertionError(kind + ": " + op, e);
        }
        answered++;
      }
    }
    assertThat(answered).isPositive();
  }

  static List<ObjectNode> operations(String path) {
    List<ObjectNode> operations = new ArrayList<>();
    operations.add(Json.object().put("op", "remove").put("path", path));
    for (String value : VALUES) {
      ObjectNode replace = Json.object().put("op", "replace").put("path", path);
      replace.set("value", Json.parse(value));
      operations.add(replace);
    }
    return operations;
  }

  /** Paths of everything but what names the object and its kind. */
  static void collect(JsonNode node, String path, List<String> paths) {
    if (!path.isEmpty() && !path.equals("/apiVersion") && !path.equals("/kind")) {
      paths.add(path);
    }
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        String name = field.getKey().replace("~", "~0").replace("/", "~1");
        collect(field.getValue(), path + "/" + name, paths);
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(node.get(i), path + "/" + i, paths);
      }
    }
  }
}

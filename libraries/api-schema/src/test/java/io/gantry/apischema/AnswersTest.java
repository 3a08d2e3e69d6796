package io.gantry.apischema;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.Json;
import io.gantry.apischema.codec.MediaBodyCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Small changes of recorded objects with Kubernetes' answer to each: decoding must refuse exactly
 * those that Kubernetes' decoding refused, with the same words for unknown fields.
 */
class AnswersTest {
  private static final Schema SCHEMA = Schema.load();
  private static final BodyCodec CODEC = new MediaBodyCodec(SCHEMA);

  @Test
  void refusesWhatKubernetesCannotDecodeAndNothingElse() throws Exception {
    List<String> wrong = new ArrayList<>();
    int cases = 0;
    try (BufferedReader lines = lines()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode example = Json.parse(line);
        String expected =
            Json.integer(example, 0, "code") == 400 ? Json.text(example, "message") : "";
        String actual = answer(changed(example));
        cases++;
        if (!actual.equals(expected)) {
          wrong.add(line + " but was: " + actual);
        }
      }
    }
    assertThat(cases).isGreaterThan(4000);
    assertThat(wrong).isEmpty();
  }

  private static String answer(ObjectNode object) {
    String kind = Json.text(object, "kind");
    GroupVersion gv = GroupVersion.parse(Json.text(object, "apiVersion"));
    String prefix =
        kind + " in version \"" + gv.version() + "\" cannot be handled as a " + kind + ": ";
    try {
      BodyCodec.Body body = CODEC.read(MediaBodyCodec.JSON, Json.bytes(object));
      Decoded decoded = SCHEMA.kind(gv.kind(kind)).orElseThrow().check(body.object());
      return decoded.strictErrors().isEmpty()
          ? ""
          : prefix + "strict decoding error: " + String.join(", ", decoded.strictErrors());
    } catch (DecodeException e) {
      // The recording leaves out what Kubernetes prints of its language's insides.
      String text =
          e.getMessage()
              .replaceFirst(
                  "^(json: |parsing time|illegal base64|quantities must|unable to parse quantity).*",
                  "<decoding error>");
      return prefix + text;
    }
  }

  private static ObjectNode changed(JsonNode example) throws IOException {
    ObjectNode object;
    try (InputStream in =
        AnswersTest.class.getResourceAsStream("/seeds/" + Json.text(example, "seed") + ".json")) {
      object = (ObjectNode) Json.parse(in.readAllBytes()).get("body");
    }
    JsonNode op = example.get("op");
    String[] path = Json.text(op, "path").substring(1).split("/");
    JsonNode at = object;
    for (int i = 0; i < path.length - 1; i++) {
      String key = key(path[i]);
      at = at instanceof ArrayNode ? at.get(Integer.parseInt(key)) : at.get(key);
    }
    apply(at, key(path[path.length - 1]), Json.text(op, "op"), op.get("value"));
    return object;
  }

  private static void apply(JsonNode at, String key, String op, JsonNode value) {
    switch (at) {
      case ArrayNode list when op.equals("remove") -> list.remove(Integer.parseInt(key));
      case ArrayNode list when op.equals("add") ->
          list.insert(key.equals("-") ? list.size() : Integer.parseInt(key), value);
      case ArrayNode list -> list.set(Integer.parseInt(key), value);
      case ObjectNode node when op.equals("remove") -> node.remove(key);
      case ObjectNode node -> node.set(key, value);
      default -> throw new IllegalStateException("no place for " + key);
    }
  }

  private static String key(String step) {
    return step.replace("~1", "/").replace("~0", "~");
  }

  private static BufferedReader lines() throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(AnswersTest.class.getResourceAsStream("/answers.jsonl.gz")),
            StandardCharsets.UTF_8));
  }
}

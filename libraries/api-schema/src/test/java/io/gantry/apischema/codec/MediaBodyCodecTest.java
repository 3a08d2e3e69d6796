package io.gantry.apischema.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.apischema.BodyCodec;
import io.gantry.apischema.DecodeException;
import io.gantry.apischema.Schema;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MediaBodyCodecTest {
  private static final BodyCodec CODEC = new MediaBodyCodec(Schema.load());

  @Test
  void theLastOfTwoFieldsWinsAndIsReported() throws Exception {
    BodyCodec.Body body =
        json("{'a':{'b':1,'b':2},'l':[{'x':1},{'x':1,'x':2,'x':3}],'m':1,'m':null}");
    assertThat(body.object().toString())
        .isEqualTo("{'a':{'b':2},'l':[{'x':1},{'x':3}],'m':null}".replace('\'', '"'));
    assertThat(body.strictErrors())
        .containsExactly(
            "duplicate field \"a.b\"", "duplicate field \"l[1].x\"", "duplicate field \"m\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|unexpected end of JSON input",
        "{\"a\":|unexpected end of JSON input",
        "{\"a\":1}}|invalid character '}' after top-level value",
        "garbage|invalid character 'g' looking for beginning of value",
        "{a:1}|invalid character 'a' looking for beginning of object key string",
        "{\"a\" 1}|invalid character '1' after object key",
        "{\"a\":1 2}|invalid character '2' after object key:value pair",
        "[1 2]|invalid character '2' after array element",
        "{\"a\":tru}|invalid character '}' in literal true (expecting 'e')",
        "{\"a\":01}|invalid character '1' after object key:value pair",
        "{\"a\":\"\\x\"}|invalid character 'x' in string escape code",
        "[]|couldn't get version/kind; json parse error"
      })
  void malformedJsonIsRefused(String body, String message) {
    assertThatThrownBy(() -> CODEC.read("", body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsNestedTooDeepIsRefused() {
    byte[] deep =
        ("{\"a\":".repeat(200_000) + "1" + "}".repeat(200_000)).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> CODEC.read("", deep))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("exceeded max depth");
  }

  @Test
  void yamlThatIsNestedTooDeepIsRefused() {
    byte[] deep = ("a: " + "[".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> CODEC.read("application/yaml", deep))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("exceeded max depth");
  }

  @Test
  void otherMediaTypesAreRefused() {
    assertThatThrownBy(() -> CODEC.read("text/plain", new byte[0]))
        .isInstanceOfSatisfying(StatusException.class, e -> assertThat(e.code()).isEqualTo(415));
  }

  @Test
  void mediaTypeMayHaveParameters() throws Exception {
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    assertThat(CODEC.read("Application/JSON; charset=utf-8", body).object().isEmpty()).isTrue();
  }

  /** Go's JSON keeps what fits 64 bits as a number; whatever is written must be read back. */
  @Property(tries = 200)
  void readsWhatJacksonWrites(@ForAll("trees") JsonNode tree) throws Exception {
    JsonNode object = Json.object().set("x", tree);
    assertThat((JsonNode) CODEC.read("", Json.bytes(object)).object())
        .isEqualTo(Json.parse(Json.bytes(object)));
  }

  @Provide
  Arbitrary<JsonNode> trees() {
    return Arbitraries.lazyOf(
        () -> Arbitraries.longs().map(n -> Json.object().put("n", n).get("n")),
        () -> Arbitraries.strings().map(s -> Json.object().put("s", s).get("s")),
        () -> Arbitraries.bigDecimals().map(d -> Json.object().put("d", d).get("d")),
        () -> trees().list().ofMaxSize(3).map(items -> Json.array().addAll(items)),
        () ->
            Arbitraries.maps(Arbitraries.strings().alpha().ofMaxLength(3), trees())
                .ofMaxSize(3)
                .map(
                    fields -> {
                      var node = Json.object();
                      fields.forEach(node::set);
                      return node;
                    }));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "yes|true",
        "Off|false",
        "'yes'|\"yes\"",
        "~|null",
        "0644|420",
        "0o17|15",
        "0x1F|31",
        "1_000|1000",
        "1.0|1",
        "1.5|1.5",
        "1e3|1000",
        "08|8",
        "1.2.3|\"1.2.3\"",
        "10.0.0.1|\"10.0.0.1\"",
        "2001-01-01|\"2001-01-01\"",
        "!!str 5|\"5\"",
        "100m|\"100m\"",
        "-|[null]",
        "[a, 1]|[\"a\",1]"
      })
  void plainScalarsReadAsInYaml11(String yaml, String json) throws Exception {
    assertThat(yaml("x: " + (yaml.equals("-") ? "\n- " : yaml)).object().get("x").toString())
        .isEqualTo(json);
  }

  @Test
  void yamlHasAnchorsMergesAndDuplicates() throws Exception {
    BodyCodec.Body body =
        yaml("base: &b {k: 1, l: 2}\nmine:\n  <<: *b\n  l: 3\n1: x\nmine2: a\nmine2: b\n");
    assertThat(body.object().get("mine")).isEqualTo(Json.parse("{\"l\":3,\"k\":1}"));
    assertThat(Json.text(body.object(), "1")).isEqualTo("x");
    assertThat(body.strictErrors())
        .containsExactly("yaml: unmarshal errors:\n  line 7: key \"mine2\" already set in map");
  }

  @Test
  void malformedYamlNamesTheLine() {
    assertThatThrownBy(() -> yaml("a: b\n  c: d\n"))
        .isInstanceOf(DecodeException.class)
        .hasMessageStartingWith("error converting YAML to JSON: yaml: line 2: ");
  }

  private static BodyCodec.Body json(String text) throws DecodeException {
    return CODEC.read(
        MediaBodyCodec.JSON, text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static BodyCodec.Body yaml(String text) throws DecodeException {
    return CODEC.read(MediaBodyCodec.YAML, text.getBytes(StandardCharsets.UTF_8));
  }
}

package io.gantry.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.replication.workload.Templates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class TemplatesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":1,"b":2}                                | {"b":2,"a":1}
          {"metadata":{"creationTimestamp":null}}      | {"metadata":{}}
          {"metadata":{"labels":{}}}                   | {"metadata":{}}
          {"spec":{"volumes":[]}}                      | {"spec":{}}
          {"limits":{"cpu":"1000m","memory":"1Gi"}}    | {"limits":{"cpu":"1","memory":"1024Mi"}}
          {"limits":{"cpu":1}}                         | {"limits":{"cpu":"1"}}
          {"metadata":{"labels":{"x":"y","pod-template-hash":"abc"}}} | {"metadata":{"labels":{"x":"y"}}}
          """)
  void meanTheSame(String one, String other) {
    assertThat(Templates.same(Json.parseObject(one), Json.parseObject(other))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"v":{"emptyDir":{}}}            | {"v":{}}
          {"limits":{"cpu":"1"}}           | {"limits":{"cpu":"2"}}
          {"metadata":{"labels":{"a":"b"}}} | {"metadata":{"labels":{"a":"c"}}}
          {"command":["a","b"]}            | {"command":["b","a"]}
          """)
  void meanSomethingElse(String one, String other) {
    assertThat(Templates.same(Json.parseObject(one), Json.parseObject(other))).isFalse();
  }

  /**
   * Hashes are stored in clusters: changing how they are made starts a rollout nobody asked for.
   */
  @Test
  void theHashIsStable() {
    ObjectNode template =
        Json.parseObject(
            "{\"metadata\":{\"labels\":{\"app\":\"web\"}},\"spec\":{\"containers\":[{\"name\":\"c\"}]}}");
    assertThat(Templates.hash(template, null)).isEqualTo("56678f7d9c");
    assertThat(Templates.hash(template, 1))
        .isEqualTo("6b7b87f84d")
        .matches("[bcdfghjklmnpqrstvwxz2456789]{1,10}");
  }
}

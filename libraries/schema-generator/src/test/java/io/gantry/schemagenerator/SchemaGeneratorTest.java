package io.gantry.schemagenerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Counts and spot values: a change of the artifacts' text must fail the build, not thin it out. */
class SchemaGeneratorTest {
  private static final ObjectNode DEFINITIONS = SchemaGenerator.generate();

  @Test
  void nothingIsMissing() {
    int fields = 0;
    int described = 0;
    int numbered = 0;
    for (JsonNode definition : DEFINITIONS) {
      for (JsonNode field : definition.path("fields")) {
        fields++;
        described += field.has("description") ? 1 : 0;
        numbered += field.has("number") ? 1 : 0;
      }
    }
    assertThat(DEFINITIONS.size()).isBetween(500, 520);
    assertThat(fields).isGreaterThan(2200);
    // JSONSchemaProps' fields have no text anywhere.
    assertThat(described).isGreaterThan(fields - 50);
    // Without: apiVersion and kind, inlined fields, apiregistration.
    assertThat(numbered).isGreaterThan(1800);
  }

  @Test
  void markersAndNumbersAreRead() {
    JsonNode volumes = field("io.k8s.api.core.v1.PodSpec", "volumes");
    assertThat(volumes.get("type").stringValue()).isEqualTo("[io.k8s.api.core.v1.Volume]");
    assertThat(volumes.get("number").intValue()).isEqualTo(1);
    assertThat(volumes.get("list").stringValue()).isEqualTo("map");
    assertThat(volumes.get("keys").get(0).stringValue()).isEqualTo("name");
    assertThat(volumes.get("patch").stringValue()).isEqualTo("merge,retainKeys");
    assertThat(field("io.k8s.api.apps.v1.DeploymentSpec", "replicas").get("presence").stringValue())
        .isEqualTo("*");
    assertThat(field("io.k8s.api.apps.v1.DeploymentSpec", "selector").has("required")).isTrue();
  }

  @Test
  void inlinedMessagesKeepTheirNumbers() {
    JsonNode volume = DEFINITIONS.get("io.k8s.api.core.v1.Volume");
    assertThat(volume.get("inline").get(0).get("type").stringValue())
        .isEqualTo("io.k8s.api.core.v1.VolumeSource");
    assertThat(volume.get("fields").has("configMap")).isTrue();
    assertThat(field("io.k8s.api.core.v1.VolumeSource", "configMap").get("number").intValue())
        .isEqualTo(19);
  }

  @Test
  void namesOutsideTheRuleAreRepaired() {
    JsonNode schema =
        DEFINITIONS.get("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");
    assertThat(schema.get("fields").propertyNames())
        .contains("$ref", "$schema", "x-kubernetes-int-or-string");
  }

  @Test
  void whatIsNewerThanTheServedVersionIsLeftOut() {
    assertThat(DEFINITIONS.get("io.k8s.api.core.v1.PodSpec").get("fields").has("schedulingGroup"))
        .isFalse();
  }

  @Test
  void descriptionsKeepParagraphsAndLoseMarkers() {
    assertThat(
            DescriptionText.of(
                List.of("One", "line.", "", "Two:", "  code", "+optional", "TODO: no", "---", "x")))
        .isEqualTo("One line.\n\nTwo:\n  code");
    assertThat(DescriptionText.choose("a b  c", "a b\n\nc")).isEqualTo("a b\n\nc");
    assertThat(DescriptionText.choose("a b  d", "a b\n\nc")).isEqualTo("a b\n\nd");
    assertThat(DescriptionText.choose("", "only here")).isEqualTo("only here");
  }

  private static JsonNode field(String definition, String field) {
    return DEFINITIONS.get(definition).get("fields").get(field);
  }
}

package io.gantry.apischema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class CheckerTest {
  private static final Schema SCHEMA = Schema.load();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'metadata':{'labels':{'a':5}}}"
            + "|json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type"
            + " string",
        "{'metadata':{'labels':'x'}}"
            + "|json: cannot unmarshal string into Go struct field ObjectMeta.metadata.labels of type"
            + " map[string]string",
        "{'spec':{'containers':{}}}"
            + "|json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type"
            + " []v1.Container",
        "{'spec':{'containers':[{'ports':[{'containerPort':2147483648}]}]}}"
            + "|json: cannot unmarshal number 2147483648 into Go struct field"
            + " ContainerPort.spec.containers.ports.containerPort of type int32",
        "{'spec':{'priority':1.0}}"
            + "|json: cannot unmarshal number 1.0 into Go struct field PodSpec.spec.priority of type"
            + " int32",
        "{'spec':{'hostNetwork':'yes'}}"
            + "|json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type"
            + " bool",
        "{'spec':{'containers':[{'resources':{'limits':{'cpu':'1x'}}}]}}"
            + "|quantities must match the regular expression"
            + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "{'metadata':{'creationTimestamp':'now'}}"
            + "|parsing time \"now\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"now\" as"
            + " \"2006\""
      })
  void wrongTypesAreRefusedInGosWords(String pod, String message) {
    ObjectNode object = Json.parseObject(pod.replace('\'', '"'));
    assertThatThrownBy(() -> check("v1", "Pod", object))
        .isInstanceOf(DecodeException.class)
        .hasMessage(message);
  }

  @Test
  void unknownFieldsGoAndAreReportedInOrder() throws Exception {
    ObjectNode object =
        Json.parseObject(
            "{\"spec\":{\"replica\":1,\"template\":{\"spec\":{\"containers\":[{\"portz\":[]}]}}}}");
    assertThat(check("apps/v1", "Deployment", object).strictErrors())
        .containsExactly(
            "unknown field \"spec.replica\"",
            "unknown field \"spec.template.spec.containers[0].portz\"");
    assertThat(Json.has(object, "spec", "replica")).isFalse();
  }

  @Test
  void zerosStayOnlyWhereTheyAreValues() throws Exception {
    ObjectNode object =
        Json.parseObject(
            "{\"spec\":{\"replicas\":0,\"paused\":false,\"minReadySeconds\":0,\"template\":"
                + "{\"spec\":{\"hostNetwork\":false,\"nodeSelector\":{},\"hostUsers\":false}}}}");
    check("apps/v1", "Deployment", object);
    assertThat(object.get("spec"))
        .isEqualTo(
            Json.parse(
                "{\"replicas\":0,\"template\":{\"metadata\":{\"creationTimestamp\":null},"
                    + "\"spec\":{\"hostUsers\":false,\"containers\":null}},"
                    + "\"strategy\":{}}"));
  }

  @Test
  void quantitiesAndTimesAreWrittenOneWay() throws Exception {
    ObjectNode object =
        Json.parseObject(
            "{\"metadata\":{\"creationTimestamp\":\"2026-01-01T01:00:00.5+01:00\"},\"spec\":"
                + "{\"hard\":{\"cpu\":0.5,\"memory\":\"1024Mi\",\"pods\":\"1000\"}}}");
    check("v1", "ResourceQuota", object);
    assertThat(Json.text(object, "metadata", "creationTimestamp"))
        .isEqualTo("2026-01-01T00:00:00Z");
    assertThat(Json.at(object, "spec", "hard").toString())
        .isEqualTo("{\"cpu\":\"500m\",\"memory\":\"1Gi\",\"pods\":\"1k\"}");
  }

  @Test
  void nullDoesNotBlockADefault() throws Exception {
    ObjectNode object = Json.parseObject("{\"spec\":{\"replicas\":null,\"strategy\":null}}");
    check("apps/v1", "Deployment", object);
    SCHEMA
        .kind(GroupVersion.parse("apps/v1").kind("Deployment"))
        .orElseThrow()
        .applyDefaults(object);
    assertThat(Json.integer(object, 0, "spec", "replicas")).isEqualTo(1);
    assertThat(Json.text(object, "spec", "strategy", "type")).isEqualTo("RollingUpdate");
  }

  @Test
  void schemasOfCustomResourcesArePrunedAtEveryDepth() throws Exception {
    ObjectNode object =
        Json.parseObject(
            "{\"spec\":{\"versions\":[{\"schema\":{\"openAPIV3Schema\":{\"properties\":{\"a\":"
                + "{\"additionalProperties\":{\"typo\":1,\"type\":\"string\"},\"x-bad\":1}}}}}]}}");
    assertThat(check("apiextensions.k8s.io/v1", "CustomResourceDefinition", object).strictErrors())
        .containsExactly(
            "unknown field \"spec.versions[0].schema.openAPIV3Schema.properties.a.x-bad\"");
    assertThat(
            object
                .at("/spec/versions/0/schema/openAPIV3Schema/properties/a/additionalProperties")
                .toString())
        .isEqualTo("{\"type\":\"string\"}");
  }

  @Test
  void nullInAMapIsTheZeroOfItsType() throws Exception {
    ObjectNode object = Json.parseObject("{\"data\":{\"a\":null},\"binaryData\":{\"b\":null}}");
    check("v1", "ConfigMap", object);
    assertThat(object.at("/data/a").stringValue()).isEmpty();
    assertThat(object.at("/binaryData/b").stringValue()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'spec':{'replicas':'x'}} | unrecognized type: int32",
        "{'spec':{'replicas':1.5}} | cannot convert float64 to int32",
        "{'spec':{'paused':'x'}} | unrecognized type: bool",
        "{'spec':{'strategy':1}} | cannot restore struct from: int64",
        "{'spec':{'strategy':{'type':1}}} | cannot convert int64 to string",
        "{'spec':{'strategy':{'type':true}}} | unrecognized type: string",
        "{'metadata':{'labels':['x']}} | cannot restore map from slice",
        "{'metadata':{'finalizers':{}}} | cannot restore slice from map"
      })
  void whatWasReadAlreadyIsRefusedInOtherWords(String object, String conversion) {
    ObjectNode tree = Json.parseObject(object.replace('\'', '"'));
    assertThatThrownBy(() -> check("apps/v1", "Deployment", tree))
        .isInstanceOfSatisfying(
            DecodeException.class, e -> assertThat(e.conversion()).isEqualTo(conversion));
  }

  private static Decoded check(String apiVersion, String kind, ObjectNode object)
      throws DecodeException {
    return SCHEMA.kind(GroupVersion.parse(apiVersion).kind(kind)).orElseThrow().check(object);
  }
}

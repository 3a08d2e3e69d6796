package io.gantry.apischema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.Json;
import io.gantry.apischema.codec.MediaBodyCodec;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Bodies that kubectl 1.32 sent, and the same objects as its dry run prints them. */
class ProtobufBodyTest {
  private static final Schema SCHEMA = Schema.load();
  private static final BodyCodec CODEC = new MediaBodyCodec(SCHEMA);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "autoscale",
        "clusterrole",
        "clusterrolebinding",
        "configmap",
        "cronjob",
        "deployment",
        "ingress",
        "job",
        "namespace",
        "pdb",
        "pdb-percent",
        "priorityclass",
        "quota",
        "role",
        "rolebinding",
        "secret",
        "secret-docker",
        "service",
        "service-external",
        "service-headless",
        "serviceaccount"
      })
  void readsWhatKubectlSends(String name) throws Exception {
    ObjectNode sent = checked(CODEC.read(MediaBodyCodec.PROTOBUF, bytes(name + ".pb")).object());
    ObjectNode printed = checked(Json.parseObject(bytes(name + ".json")));
    // The dry run names no namespace where the request's path does.
    String namespace = Json.text(sent, "metadata", "namespace");
    if (!namespace.isEmpty()) {
      Json.ensureObject(printed, "metadata").put("namespace", namespace);
    }
    assertThat((JsonNode) sent).isEqualTo(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token="
            + "{'kind':'TokenRequest','apiVersion':'authentication.k8s.io/v1','metadata':"
            + "{'creationTimestamp':null},'spec':{'audiences':null,'expirationSeconds':600,"
            + "'boundObjectRef':null},'status':{'token':'','expirationTimestamp':null}}",
        "can-i="
            + "{'kind':'SelfSubjectAccessReview','apiVersion':'authorization.k8s.io/v1',"
            + "'metadata':{'creationTimestamp':null},'spec':{'resourceAttributes':"
            + "{'namespace':'default','verb':'get','resource':'pods'}},'status':"
            + "{'allowed':false}}",
        "can-i-list="
            + "{'kind':'SelfSubjectRulesReview','apiVersion':'authorization.k8s.io/v1',"
            + "'metadata':{'creationTimestamp':null},'spec':{'namespace':'default'},'status':"
            + "{'resourceRules':null,'nonResourceRules':null,'incomplete':false}}",
        "whoami="
            + "{'kind':'SelfSubjectReview','apiVersion':'authentication.k8s.io/v1',"
            + "'metadata':{'creationTimestamp':null},'status':{'userInfo':{}}}"
      })
  void readsReviews(String example) throws Exception {
    String name = example.substring(0, example.indexOf('='));
    ObjectNode sent = checked(CODEC.read(MediaBodyCodec.PROTOBUF, bytes(name + ".pb")).object());
    String expected = example.substring(example.indexOf('=') + 1).replace('\'', '"');
    assertThat((JsonNode) sent).isEqualTo(checked(Json.parseObject(expected)));
  }

  @Test
  void everyCutIsRefusedOrReadAsFar() throws Exception {
    byte[] whole = bytes("deployment.pb");
    int refused = 0;
    for (int length = 0; length < whole.length; length++) {
      try {
        CODEC.read(MediaBodyCodec.PROTOBUF, Arrays.copyOf(whole, length));
      } catch (DecodeException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(whole.length / 2);
  }

  @Test
  void refusesWhatIsNoEnvelope() {
    assertThatThrownBy(() -> CODEC.read(MediaBodyCodec.PROTOBUF, new byte[] {'{', '}'}))
        .isInstanceOf(DecodeException.class)
        .hasMessageStartingWith("provided data does not appear to be a protobuf message");
  }

  private static ObjectNode checked(ObjectNode object) throws DecodeException {
    KindSchema kind =
        SCHEMA
            .kind(
                GroupVersion.parse(Json.text(object, "apiVersion")).kind(Json.text(object, "kind")))
            .orElseThrow();
    Decoded decoded = kind.check(object);
    assertThat(decoded.strictErrors()).isEmpty();
    return decoded.object();
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = ProtobufBodyTest.class.getResourceAsStream("/protobuf/" + name)) {
      return in.readAllBytes();
    }
  }
}

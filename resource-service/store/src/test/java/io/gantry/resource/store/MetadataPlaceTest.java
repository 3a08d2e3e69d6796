package io.gantry.resource.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apimodel.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataPlaceTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"},\"spec\":{}}",
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{}}",
        "{\"kind\":\"Pod\", \"apiVersion\":\"v1\", \"metadata\":{\"name\":\"a\"}}",
        "{\"kind\":\"P\\\"od\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}",
        "{\"kind\":\"P\u00f6d\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}",
        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"}}",
        "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"spec\":{\"metadata\":{\"name\":\"inner\"}},\"metadata\":{\"name\":\"a\"}}",
        "{\"kind\":\"\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}",
      })
  void theVersionIsPutIntoTheOutermostMetadata(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    MetadataPlace place = MetadataPlace.of(bytes);
    assertThat(place.apiVersion()).isEqualTo("v1");
    var expected = Json.parseObject(bytes);
    Json.ensureObject(expected, "metadata").put("resourceVersion", "42");
    assertThat(Json.parseObject(place.withVersion(bytes, 42))).isEqualTo(expected);
  }

  @Test
  void withoutMetadataThereIsNoPlace() {
    for (String json : new String[] {"{}", "{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}"}) {
      assertThatThrownBy(() -> MetadataPlace.of(json.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}

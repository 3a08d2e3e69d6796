package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.kinds.BootstrapObjects.Cluster;
import io.gantry.resource.kinds.BootstrapObjects.Wanted;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootstrapObjectsTest {
  private static Cluster at(String address, int port) {
    return new Cluster("ca", "proxy-ca", address, port, Instant.EPOCH);
  }

  private static List<Wanted> apiServer(String address, int port) {
    return BootstrapObjects.of(at(address, port)).stream()
        .filter(wanted -> Json.text(wanted.object(), "metadata", "name").equals("kubernetes"))
        .toList();
  }

  @Test
  void whereTheApiIsFoundStandsInEndpointsAndInASlice() {
    List<Wanted> wanted = apiServer("10.9.8.7", 6444);
    assertThat(wanted)
        .extracting(object -> object.resource().resource())
        .containsExactly("services", "endpoints", "endpointslices");
    assertThat(wanted.get(1).object().get("subsets").toString())
        .isEqualTo(
            "[{\"addresses\":[{\"ip\":\"10.9.8.7\"}],"
                + "\"ports\":[{\"name\":\"https\",\"port\":6444,\"protocol\":\"TCP\"}]}]");
    assertThat(wanted.get(2).object().at("/endpoints/0/addresses/0").asString())
        .isEqualTo("10.9.8.7");
  }

  @Test
  void bothAreSetRightWhenTheAddressChanges() {
    List<Wanted> before = apiServer("10.9.8.7", 6444);
    List<Wanted> after = apiServer("10.9.8.6", 6444);
    for (int i = 1; i < 3; i++) {
      ResourceObject existing =
          ResourceObject.of(before.get(i).resource().groupResource(), before.get(i).object());
      assertThat(BootstrapObjects.isUpdated(before.get(i), existing)).isFalse();
      assertThat(BootstrapObjects.isUpdated(after.get(i), existing)).isTrue();
    }
  }
}

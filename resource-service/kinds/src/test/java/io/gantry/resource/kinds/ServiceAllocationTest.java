package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.resource.kinds.allocators.AddressRange;
import io.gantry.resource.kinds.core.service.ServiceStrategy;
import io.gantry.resource.store.Commit;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ServiceAllocationTest {
  private final ServiceStrategy strategy = new ServiceStrategy(AddressRange.of("10.96.0.0/12"));
  private final OfflineContext context = new OfflineContext(null).real();

  @Test
  void aNewServiceTakesAnAddressWithAGuard() {
    ObjectNode service = created("{'type':'ClusterIP','ports':[{'port':80,'protocol':'TCP'}]}");
    String ip = Json.text(service, "spec", "clusterIP");
    assertThat(ip).startsWith("10.");
    assertThat(Json.texts(service, "spec", "clusterIPs")).containsExactly(ip);
    assertThat(context.guards).containsExactly(new Commit.Guard.Absent(address(ip)));
    assertThat(context.writes).singleElement().isInstanceOf(Commit.Write.Put.class);
  }

  @Test
  void headlessAndExternalServicesTakeNothing() {
    created("{'type':'ClusterIP','clusterIP':'None','ports':[]}");
    created("{'type':'ExternalName','externalName':'example.org'}");
    assertThat(context.guards).isEmpty();
    assertThat(context.writes).isEmpty();
  }

  @Test
  void anAddressThatIsTakenIsRefused() {
    context.add("gantry.internal", "", "clusterips", "10.96.0.9");
    assertThatThrownBy(
            () -> created("{'type':'ClusterIP','clusterIP':'10.96.0.9','ports':[{'port':1}]}"))
        .hasMessageContaining(
            "spec.clusterIPs: Invalid value: []string{\"10.96.0.9\"}: failed to allocate IP"
                + " 10.96.0.9: provided IP is already allocated");
  }

  @Test
  void aNodePortOutOfRangeIsRefused() {
    assertThatThrownBy(
            () ->
                created("{'type':'NodePort','ports':[{'port':80,'nodePort':80,'protocol':'TCP'}]}"))
        .hasMessageContaining(
            "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range."
                + " The range of valid ports is 30000-32767");
  }

  @Test
  void turningIntoClusterIpGivesTheNodePortBack() {
    ObjectNode old = created("{'type':'NodePort','ports':[{'port':80,'protocol':'TCP'}]}");
    long nodePort = Json.items(old, "spec", "ports").getFirst().get("nodePort").longValue();
    assertThat(nodePort).isBetween(30000L, 32767L);
    context.commit();

    ObjectNode changed = old.deepCopy();
    Json.ensureObject(changed, "spec").put("type", "ClusterIP");
    strategy.prepareForUpdate(context, changed, old);
    assertThat(strategy.validateUpdate(context, changed, old)).isEmpty();
    strategy.allocate(context, changed, old);
    assertThat(Json.text(changed, "spec", "clusterIP"))
        .isEqualTo(Json.text(old, "spec", "clusterIP"));
    assertThat(context.writes)
        .singleElement()
        .satisfies(
            w -> {
              assertThat(w).isInstanceOf(Commit.Write.Remove.class);
              assertThat(w.key().name()).isEqualTo("tcp-" + nodePort);
            });
  }

  @Test
  void aDeletedServiceGivesEverythingBack() {
    ObjectNode service = created("{'type':'NodePort','ports':[{'port':80,'protocol':'TCP'}]}");
    context.commit();
    strategy.release(context, service);
    assertThat(context.writes)
        .extracting(w -> w.key().resource().resource())
        .containsExactlyInAnyOrder("clusterips", "nodeports");
  }

  @Test
  void theAddressOfAServiceStays() {
    ObjectNode old = created("{'type':'ClusterIP','ports':[{'port':80,'protocol':'TCP'}]}");
    ObjectNode changed = old.deepCopy();
    Json.ensureObject(changed, "spec").put("clusterIP", "10.96.0.77");
    Json.ensureObject(changed, "spec").putArray("clusterIPs").add("10.96.0.77");
    assertThat(strategy.validateUpdate(context, changed, old))
        .extracting(Object::toString)
        .containsExactly(
            "spec.clusterIPs[0]: Invalid value: []string{\"10.96.0.77\"}: may not change once set");
  }

  private ObjectNode created(String spec) {
    ObjectNode service = Json.object();
    service.putObject("metadata").put("name", "s").put("namespace", "default");
    service.set("spec", Json.parse(spec.replace('\'', '"')));
    context.guards.clear();
    context.writes.clear();
    strategy.prepareForCreate(context, service);
    Json.ensureObject(service, "spec").put("internalTrafficPolicy", "Cluster");
    Json.ensureObject(service, "spec").put("sessionAffinity", "None");
    if (List.of("NodePort").contains(Json.text(service, "spec", "type"))) {
      Json.ensureObject(service, "spec").put("externalTrafficPolicy", "Cluster");
    }
    Json.items(service, "spec", "ports")
        .forEach(p -> ((ObjectNode) p).put("targetPort", Json.integer(p, 0, "port")));
    strategy.allocate(context, service, null);
    return service;
  }

  private static ObjectKey address(String ip) {
    return new ObjectKey(new GroupResource("gantry.internal", "clusterips"), "", ip);
  }
}

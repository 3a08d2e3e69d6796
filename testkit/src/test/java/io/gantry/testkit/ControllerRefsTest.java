package io.gantry.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Claimable;
import io.gantry.controlruntime.ControllerRefs;
import io.gantry.controlruntime.Resources;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ControllerRefsTest {
  private final FakeApi api = new FakeApi(new FakeClock(), new Random(1));
  private final ResourceObject set =
      api.create(
          Resources.REPLICA_SETS,
          "ns",
          Json.parseObject("{\"metadata\": {\"name\": \"web\"}, \"spec\": {}}"));
  private final ControllerRefs refs = new ControllerRefs(api);

  @Test
  void takesMatchingOrphansAndLetsGoWhatNoLongerMatches() throws Exception {
    ResourceObject orphan = pod("orphan", "web", null);
    ResourceObject mine = pod("mine", "web", set.uid());
    ResourceObject lost = pod("lost", "other", set.uid());
    ResourceObject foreign = pod("foreign", "web", "someone-else");
    ResourceObject stranger = pod("stranger", "other", null);

    List<Claimable> claimed = claim(owner(set.uid(), false), orphan, mine, lost, foreign, stranger);

    assertThat(claimed).extracting(c -> c.key().name()).containsExactly("orphan", "mine");
    assertThat(controllerOf("orphan")).isEqualTo(set.uid());
    assertThat(controllerOf("lost")).isEmpty();
    assertThat(controllerOf("foreign")).isEqualTo("someone-else");
    assertThat(controllerOf("stranger")).isEmpty();
  }

  @Test
  void anOwnerThatWasRecreatedMustNotAdopt() throws Exception {
    ResourceObject orphan = pod("orphan", "web", null);
    assertThatThrownBy(() -> claim(owner("older-uid", false), orphan))
        .hasMessageContaining("recreated");
    assertThat(controllerOf("orphan")).isEmpty();
  }

  @Test
  void anOwnerBeingDeletedNeitherAdoptsNorReleases() throws Exception {
    ResourceObject orphan = pod("orphan", "web", null);
    ResourceObject lost = pod("lost", "other", set.uid());
    assertThat(claim(owner(set.uid(), true), orphan, lost)).isEmpty();
    assertThat(api.requests()).noneMatch(request -> request.startsWith("patch"));
  }

  @Test
  void anOrphanThatIsGoneOrReplacedIsNotAdopted() throws Exception {
    ResourceObject orphan = pod("orphan", "web", null);
    ResourceObject replaced = pod("replaced", "web", null);
    api.delete(Resources.PODS, "ns", "orphan", DeleteOptions.DEFAULT);
    api.delete(Resources.PODS, "ns", "replaced", DeleteOptions.DEFAULT);
    pod("replaced", "web", null);
    assertThat(claim(owner(set.uid(), false), orphan, replaced)).isEmpty();
    assertThat(controllerOf("replaced")).isEmpty();
  }

  private List<Claimable> claim(ControllerRefs.Owner owner, ResourceObject... candidates)
      throws Exception {
    return refs.claim(
        owner,
        LabelSelector.parse("app=web"),
        Resources.PODS,
        java.util.Arrays.stream(candidates).map(Claimable::of).toList());
  }

  private static ControllerRefs.Owner owner(String uid, boolean deleting) {
    return new ControllerRefs.Owner(
        Resources.REPLICA_SETS, Resources.REPLICA_SET, "ns", "web", uid, deleting);
  }

  private String controllerOf(String pod) {
    return api.get(Resources.PODS, "ns", pod).controller().map(OwnerReference::uid).orElse("");
  }

  private ResourceObject pod(String name, String app, String owner) {
    ObjectNode tree = Json.object();
    ObjectNode metadata = tree.putObject("metadata").put("name", name);
    metadata.putObject("labels").put("app", app);
    if (owner != null) {
      metadata
          .putArray("ownerReferences")
          .add(new OwnerReference("apps/v1", "ReplicaSet", "web", owner, true, true).toJson());
    }
    tree.putObject("spec");
    return api.create(Resources.PODS, "ns", tree);
  }
}

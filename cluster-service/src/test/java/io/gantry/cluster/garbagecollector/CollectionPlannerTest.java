package io.gantry.cluster.garbagecollector;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.OwnerReference;
import io.gantry.cluster.control.ServedResource;
import io.gantry.cluster.garbagecollector.CollectionPlanner.OwnerState;
import io.gantry.cluster.garbagecollector.Dependent.Deletion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CollectionPlannerTest {
  private static final ServedResource MAPS =
      new ServedResource(GroupVersionResource.core("configmaps"), "ConfigMap", true, Set.of());

  private static Dependent object(String uid, Deletion deletion, String... owners) {
    List<OwnerReference> references = new ArrayList<>();
    for (String owner : owners) {
      references.add(new OwnerReference("v1", "ConfigMap", owner, owner, false, true));
    }
    return new Dependent(MAPS, "default", uid, uid, references, deletion);
  }

  /** The whole decision by owners, for every combination of up to four of them. */
  @Property
  void byOwners(@ForAll @Size(max = 4) List<OwnerState> states, @ForAll boolean hasDependents) {
    Map<String, OwnerState> owners = new LinkedHashMap<>();
    for (int i = 0; i < states.size(); i++) {
      owners.put("o" + i, states.get(i));
    }
    Dependent object = object("x", Deletion.NONE, owners.keySet().toArray(new String[0]));
    List<Dependent> dependents =
        hasDependents ? List.of(object("d", Deletion.NONE, "x")) : List.of();
    CollectionPlan plan = CollectionPlanner.plan(object, "Background", owners, dependents);
    boolean allSolid = states.stream().allMatch(OwnerState.SOLID::equals);
    if (states.contains(OwnerState.UNKNOWN) || allSolid) {
      assertThat(plan).isEqualTo(new CollectionPlan.Keep());
    } else if (states.contains(OwnerState.SOLID)) {
      List<String> lost =
          owners.keySet().stream().filter(o -> owners.get(o) != OwnerState.SOLID).toList();
      assertThat(plan).isEqualTo(new CollectionPlan.Disown(lost));
    } else if (states.contains(OwnerState.WAITING) && hasDependents) {
      assertThat(plan).isEqualTo(new CollectionPlan.Delete("Foreground", false));
    } else {
      assertThat(plan).isEqualTo(new CollectionPlan.Delete("Background", false));
    }
  }

  @Test
  void inACircleItStopsBlocking() {
    assertThat(
            CollectionPlanner.plan(
                object("x", Deletion.NONE, "o"),
                "Background",
                Map.of("o", OwnerState.WAITING),
                List.of(object("o", Deletion.FOREGROUND, "x"))))
        .isEqualTo(new CollectionPlan.Delete("Foreground", true));
  }

  @Test
  void inTheForegroundItWaitsForThoseThatBlock() {
    Dependent blocking = object("a", Deletion.NONE, "x");
    Dependent going = object("b", Deletion.FOREGROUND, "x");
    assertThat(
            CollectionPlanner.plan(
                object("x", Deletion.FOREGROUND), "Foreground", Map.of(), List.of(blocking, going)))
        .isEqualTo(new CollectionPlan.AwaitDependents(List.of(blocking)));
    assertThat(
            CollectionPlanner.plan(
                object("x", Deletion.FOREGROUND), "Foreground", Map.of(), List.of()))
        .isEqualTo(new CollectionPlan.Release());
  }

  @Test
  void whatIsGoingAlreadyIsLeftAlone() {
    assertThat(
            CollectionPlanner.plan(
                object("x", Deletion.PLAIN, "o"),
                "Background",
                Map.of("o", OwnerState.ABSENT),
                List.of()))
        .isEqualTo(new CollectionPlan.Keep());
  }
}

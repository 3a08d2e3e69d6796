package io.gantry.nodeagent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.nodeagent.runtime.ContainerKind;
import io.gantry.nodeagent.runtime.ContainerState;
import io.gantry.nodeagent.runtime.ContainerSummary;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.PodRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContainerCacheTest {
  private static final PodRef POD = new PodRef("default", "p", "u1");

  private final ContainerCache cache = new ContainerCache();

  @BeforeEach
  void eventsArrive() {
    cache.hear();
  }

  @Test
  void beforeAListNobodyKnowsWhichContainersThereAre() {
    cache.created("c1", "u1");
    assertThat(cache.pod("u1")).isEmpty();
    list();
    assertThat(cache.pod("u1")).isPresent();
    assertThat(cache.pod("another")).hasValue(List.of());
  }

  @Test
  void aListAskedForBeforeEventsArrivedSaysNothing() {
    cache.deaf();
    long asked = cache.now();
    cache.hear();
    cache.listed(asked, List.of());
    assertThat(cache.pod("u1")).isEmpty();
  }

  @Test
  void aRunningOrEndedContainerNeedsNoOtherLook() {
    list(summary("c1", ContainerState.RUNNING), summary("c2", ContainerState.EXITED));
    inspect("c1", ContainerState.RUNNING);
    inspect("c2", ContainerState.EXITED);
    assertThat(seen("c1")).isPresent();
    assertThat(seen("c2")).isPresent();
    assertThat(cache.recall("c1", ContainerState.RUNNING)).isPresent();
    assertThat(cache.recall("c1", ContainerState.EXITED)).isEmpty();
  }

  @Test
  void whatHasNotStartedIsLookedAtEachTime() {
    list(summary("c1", ContainerState.CREATED));
    inspect("c1", ContainerState.CREATED);
    assertThat(seen("c1")).isEmpty();
    cache.inspected(cache.now(), observed("c1", ContainerState.EXITED, true));
    assertThat(seen("c1")).isEmpty();
  }

  @Test
  void anEndIsLookedAt() {
    list(summary("c1", ContainerState.RUNNING));
    inspect("c1", ContainerState.RUNNING);
    cache.ended("c1");
    assertThat(seen("c1")).isEmpty();
  }

  @Test
  void anInspectionUnderWayAtAnEventIsStale() {
    list(summary("c1", ContainerState.RUNNING));
    long asked = cache.now();
    cache.ended("c1");
    cache.started("c1");
    cache.inspected(asked, observed("c1", ContainerState.RUNNING, false));
    assertThat(seen("c1")).isEmpty();
    inspect("c1", ContainerState.RUNNING);
    assertThat(seen("c1")).isPresent();
  }

  @Test
  void anInspectionUnderWayAtItsRemovalDoesNotBringItBack() {
    list(summary("c1", ContainerState.RUNNING));
    long asked = cache.now();
    cache.gone("c1");
    cache.inspected(asked, observed("c1", ContainerState.RUNNING, false));
    assertThat(cache.pod("u1")).hasValue(List.of());
  }

  @Test
  void aListUnderWayKeepsWhatWasMadeMeanwhile() {
    list();
    long asked = cache.now();
    cache.created("c1", "u1");
    cache.listed(asked, List.of());
    assertThat(cache.pod("u1")).hasValue(List.of(new ContainerCache.Known("c1", Optional.empty())));
  }

  @Test
  void aListUnderWayDoesNotUndoWhatEventsSaid() {
    list(summary("c1", ContainerState.RUNNING));
    long asked = cache.now();
    cache.ended("c1");
    inspect("c1", ContainerState.EXITED);
    cache.listed(asked, List.of(summary("c1", ContainerState.RUNNING)));
    assertThat(seen("c1")).hasValueSatisfying(seen -> assertThat(seen.exited()).isTrue());
  }

  @Test
  void aListCorrectsWhatEventsDidNotSay() {
    list(summary("c1", ContainerState.RUNNING), summary("c2", ContainerState.RUNNING));
    inspect("c1", ContainerState.RUNNING);
    inspect("c2", ContainerState.RUNNING);
    list(summary("c1", ContainerState.EXITED), summary("c3", ContainerState.RUNNING));
    assertThat(cache.pod("u1"))
        .hasValue(
            List.of(
                new ContainerCache.Known("c1", Optional.empty()),
                new ContainerCache.Known("c3", Optional.empty())));
  }

  @Test
  void theEventOfAnOwnStartIsNoNewsAndTheNextOneIs() {
    list(summary("c1", ContainerState.CREATED));
    cache.starting("c1");
    cache.touched("c1");
    inspect("c1", ContainerState.RUNNING);
    assertThat(cache.started("c1")).isFalse();
    assertThat(seen("c1")).isPresent();
    assertThat(cache.started("c1")).isTrue();
    assertThat(seen("c1")).isEmpty();
  }

  @Test
  void aStartAfterOneThatFailedOrWhoseEventWasLostIsNews() {
    list(summary("c1", ContainerState.CREATED));
    cache.starting("c1");
    cache.notStarted("c1");
    assertThat(cache.started("c1")).isTrue();
    cache.starting("c1");
    cache.ended("c1");
    assertThat(cache.started("c1")).isTrue();
  }

  @Test
  void withoutEventsNothingIsKept() {
    list(summary("c1", ContainerState.RUNNING));
    inspect("c1", ContainerState.RUNNING);
    cache.deaf();
    list(summary("c1", ContainerState.RUNNING));
    inspect("c1", ContainerState.RUNNING);
    assertThat(cache.pod("u1")).isEmpty();
    assertThat(cache.recall("c1", ContainerState.RUNNING)).isEmpty();
  }

  private void list(ContainerSummary... containers) {
    cache.listed(cache.now(), List.of(containers));
  }

  private void inspect(String id, ContainerState state) {
    cache.inspected(cache.now(), observed(id, state, false));
  }

  private Optional<ObservedContainer> seen(String id) {
    return cache.pod("u1").orElseThrow().stream()
        .filter(known -> known.id().equals(id))
        .findFirst()
        .orElseThrow()
        .seen();
  }

  private static ContainerSummary summary(String id, ContainerState state) {
    return new ContainerSummary(id, ContainerKind.APP, POD, state, Map.of());
  }

  private static ObservedContainer observed(String id, ContainerState state, boolean startFailed) {
    return new ObservedContainer(
        id,
        ContainerKind.APP,
        POD,
        "c",
        0,
        state,
        "busybox",
        "sha256:1",
        Instant.EPOCH,
        Instant.EPOCH,
        null,
        0,
        startFailed,
        false,
        "",
        42,
        false,
        Map.of());
  }
}

package io.gantry.nodeagent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Container;
import io.gantry.nodeagent.runtime.ContainerKind;
import io.gantry.nodeagent.runtime.ContainerState;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.PodRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KnownContainersTest {
  private final KnownContainers known = new KnownContainers();

  @BeforeEach
  void eventsArrive() {
    known.hear();
  }

  @Test
  void aRunningContainerNeedsNoOtherLook() {
    known.remember(seen(ContainerState.RUNNING, false));
    assertThat(known.recall(listed("running"))).isPresent();
  }

  @Test
  void anotherStateDoes() {
    known.remember(seen(ContainerState.RUNNING, false));
    assertThat(known.recall(listed("exited"))).isEmpty();
  }

  @Test
  void whatHasNotStartedIsLookedAtEachTime() {
    known.remember(seen(ContainerState.CREATED, false));
    known.remember(seen(ContainerState.EXITED, true));
    assertThat(known.recall(listed("created"))).isEmpty();
    assertThat(known.recall(listed("exited"))).isEmpty();
  }

  @Test
  void anEventMakesItForgotten() {
    known.remember(seen(ContainerState.RUNNING, false));
    known.forget("c1");
    assertThat(known.recall(listed("running"))).isEmpty();
  }

  @Test
  void withoutEventsNothingIsKept() {
    known.remember(seen(ContainerState.RUNNING, false));
    known.deaf();
    assertThat(known.recall(listed("running"))).isEmpty();
    known.remember(seen(ContainerState.RUNNING, false));
    assertThat(known.recall(listed("running"))).isEmpty();
  }

  private static Container listed(String state) {
    try {
      return new ObjectMapper()
          .readValue("{\"Id\":\"c1\",\"State\":\"" + state + "\"}", Container.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObservedContainer seen(ContainerState state, boolean startFailed) {
    return new ObservedContainer(
        "c1",
        ContainerKind.APP,
        new PodRef("default", "p", "u1"),
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

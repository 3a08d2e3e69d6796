package io.gantry.scheduler.queue;

import static io.gantry.scheduler.TestObjects.labels;
import static io.gantry.scheduler.TestObjects.pod;
import static io.gantry.scheduler.TestObjects.podInfo;
import static io.gantry.scheduler.TestObjects.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.scheduler.framework.ClusterEvent;
import io.gantry.scheduler.snapshot.PodInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Set<ClusterEvent> NODES = EnumSet.of(ClusterEvent.NODE_CHANGED);

  private final SchedulingQueue queue = new SchedulingQueue();
  private Instant now = START;

  private String next() {
    return queue.next(now).map(PodInfo::name).orElse("-");
  }

  @Test
  void importantFirstThenFirstCome() {
    queue.put(podInfo(pod("a", 0)), now);
    queue.put(podInfo(pod("b", 0)), now);
    queue.put(podInfo(spec(pod("c", 0), "{'priority':5}")), now);
    queue.put(podInfo(labels(pod("a", 0), "x", "y")), now);
    assertThat(List.of(next(), next(), next(), next())).containsExactly("c", "a", "b", "-");
  }

  @Test
  void aRefusedPodWaitsForAnEventThatHelps() {
    queue.put(podInfo(pod("a", 0)), now);
    next();
    queue.refused("uid-a", NODES, now);
    now = now.plusSeconds(20);
    queue.happened(ClusterEvent.POD_GONE, now);
    assertThat(next()).isEqualTo("-");
    queue.happened(ClusterEvent.NODE_CHANGED, now);
    assertThat(next()).isEqualTo("a");
  }

  @Test
  void anEventWithinTheBackOffWaitsForItsEnd() {
    queue.put(podInfo(pod("a", 0)), now);
    next();
    queue.refused("uid-a", NODES, now);
    queue.happened(ClusterEvent.NODE_CHANGED, now);
    assertThat(next()).isEqualTo("-");
    assertThat(queue.nextDue()).isEqualTo(START.plusSeconds(1));
    now = now.plusSeconds(1);
    assertThat(next()).isEqualTo("a");
  }

  @Test
  void anEventWhileInFlightIsNotMissed() {
    queue.put(podInfo(pod("a", 0)), now);
    next();
    queue.happened(ClusterEvent.NODE_CHANGED, now);
    queue.refused("uid-a", NODES, now);
    now = now.plusSeconds(1);
    assertThat(next()).isEqualTo("a");
  }

  @Test
  void afterFiveMinutesAnyway() {
    queue.put(podInfo(pod("a", 0)), now);
    next();
    queue.refused("uid-a", NODES, now);
    assertThat(queue.nextDue()).isEqualTo(START.plus(Duration.ofMinutes(5)));
    now = now.plus(Duration.ofMinutes(5));
    assertThat(next()).isEqualTo("a");
  }

  @Test
  void ownChangesWakeAPodButItsStatusDoesNot() {
    queue.put(podInfo(pod("a", 0)), now);
    next();
    queue.refused("uid-a", NODES, now);
    now = now.plusSeconds(5);
    queue.put(podInfo(pod("a", 0)), now);
    assertThat(next()).isEqualTo("-");
    queue.put(podInfo(spec(pod("a", 0), "{'nodeSelector':{'a':'b'}}")), now);
    assertThat(next()).isEqualTo("a");
  }

  @Test
  void gatesHoldAPodBack() {
    queue.put(podInfo(spec(pod("a", 0), "{'schedulingGates':[{'name':'g'}]}")), now);
    assertThat(next()).isEqualTo("-");
    queue.put(podInfo(spec(pod("a", 0), "{'schedulingGates':[]}")), now);
    assertThat(next()).isEqualTo("a");
  }

  @Test
  void backOffDoublesUpToTenSeconds() {
    assertThat(List.of(1, 2, 3, 4, 5, 60))
        .extracting(attempts -> SchedulingQueue.backOff(attempts).toSeconds())
        .containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
  }

  /** Whatever happens, a pod that is in the queue comes out again once time has passed. */
  @Property(tries = 200)
  void noPodIsLost(@ForAll @Size(max = 60) List<@IntRange(max = 79) Integer> steps) {
    SchedulingQueue queue = new SchedulingQueue();
    Instant now = START;
    for (int step : steps) {
      String name = "p" + step % 5;
      String uid = "uid-" + name;
      switch (step / 10) {
        case 0, 1 -> queue.put(podInfo(pod(name, step)), now);
        case 2 -> queue.next(now);
        case 3 -> queue.refused(uid, NODES, now);
        case 4 -> queue.retry(uid, now);
        case 5 -> queue.happened(ClusterEvent.NODE_CHANGED, now);
        case 6 -> queue.remove(uid);
        default -> now = now.plusSeconds(step % 10);
      }
    }
    Set<String> left = queue.uids();
    for (String uid : left) {
      queue.retry(uid, now);
    }
    now = now.plus(Duration.ofMinutes(6));
    Set<String> taken = new java.util.HashSet<>();
    for (var pod = queue.next(now); pod.isPresent(); pod = queue.next(now)) {
      taken.add(pod.get().uid());
    }
    assertThat(taken).isEqualTo(left);
  }
}

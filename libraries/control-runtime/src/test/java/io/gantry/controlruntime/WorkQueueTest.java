package io.gantry.controlruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WorkQueueTest {
  private final ManualClock clock = new ManualClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final WorkQueue<String> queue = new WorkQueue<>("test", clock, meters);

  @Test
  void aKeyWaitsOnceHoweverOftenItIsAdded() {
    queue.add("a");
    queue.add("b");
    queue.add("a");
    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.poll()).hasValue("a");
    assertThat(queue.poll()).hasValue("b");
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void addedWhileProcessedItComesBackWhenThatEnds() {
    queue.add("a");
    assertThat(queue.poll()).hasValue("a");
    queue.add("a");
    assertThat(queue.poll()).isEmpty();
    queue.done("a");
    assertThat(queue.poll()).hasValue("a");
    queue.done("a");
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void ofSeveralDelaysTheEarliestCountsAndCountsOnce() {
    queue.addAfter("a", Duration.ofSeconds(30));
    queue.addAfter("a", Duration.ofSeconds(10));
    queue.addAfter("a", Duration.ofSeconds(20));
    clock.advance(Duration.ofSeconds(9));
    assertThat(queue.poll()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(queue.poll()).hasValue("a");
    queue.done("a");
    clock.advance(Duration.ofSeconds(60));
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void failuresWaitLongerEachTimeUntilForgotten() {
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      queue.addRateLimited("a");
      waits.add(Duration.between(clock.instant(), queue.nextDue().orElseThrow()));
      clock.advance(Duration.ofSeconds(1000));
      assertThat(queue.poll()).hasValue("a");
      queue.done("a");
    }
    assertThat(waits.subList(0, 4))
        .containsExactly(
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofMillis(40));
    assertThat(waits.getLast()).isEqualTo(Duration.ofSeconds(1000));
    assertThat(queue.failures("a")).isEqualTo(20);
    queue.forget("a");
    queue.addRateLimited("a");
    assertThat(Duration.between(clock.instant(), queue.nextDue().orElseThrow())).hasMillis(5);
    assertThat(meters.counter("workqueue.retries", "name", "test").count()).isEqualTo(21);
  }

  @Test
  void shutDownGivesOutWhatIsReadyAndNothingElse() throws InterruptedException {
    queue.add("a");
    queue.addAfter("later", Duration.ofSeconds(1));
    queue.shutDown();
    queue.add("b");
    assertThat(queue.take()).hasValue("a");
    assertThat(queue.awaitDrained(Duration.ZERO)).isFalse();
    queue.done("a");
    assertThat(queue.awaitDrained(Duration.ZERO)).isTrue();
    clock.advance(Duration.ofSeconds(5));
    assertThat(queue.take()).isEqualTo(Optional.empty());
  }

  /** Against a model: which keys are owed to a worker is never lost, nor doubled. */
  @Property
  void neverLosesAndNeverDoubles(@ForAll @Size(max = 60) List<@IntRange(max = 11) Integer> moves) {
    WorkQueue<Integer> queue =
        new WorkQueue<>("property", new ManualClock(), new SimpleMeterRegistry());
    Set<Integer> owed = new HashSet<>();
    Set<Integer> working = new HashSet<>();
    for (int move : moves) {
      int key = move % 4;
      switch (move / 4) {
        case 0 -> {
          queue.add(key);
          owed.add(key);
        }
        case 1 ->
            queue
                .poll()
                .ifPresent(
                    taken -> {
                      assertThat(owed.remove(taken)).isTrue();
                      assertThat(working.add(taken)).as("one worker per key").isTrue();
                    });
        default -> {
          if (working.remove(key)) {
            queue.done(key);
          }
        }
      }
    }
    for (int key : Set.copyOf(working)) {
      queue.done(key);
    }
    Set<Integer> left = new HashSet<>();
    for (Optional<Integer> next = queue.poll(); next.isPresent(); next = queue.poll()) {
      left.add(next.get());
    }
    assertThat(left).isEqualTo(owed);
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void manyThreadsWorkOffEverythingOneKeyAtATime() throws InterruptedException {
    WorkQueue<Integer> shared =
        new WorkQueue<>("threads", java.time.InstantSource.system(), new SimpleMeterRegistry());
    Map<Integer, AtomicInteger> inside = new HashMap<>();
    for (int key = 0; key < 10; key++) {
      inside.put(key, new AtomicInteger());
    }
    Set<String> wrong = ConcurrentHashMap.newKeySet();
    AtomicInteger processed = new AtomicInteger();
    Reconciler<Integer> reconciler =
        key -> {
          if (inside.get(key).incrementAndGet() != 1) {
            wrong.add("two workers at " + key);
          }
          processed.incrementAndGet();
          inside.get(key).decrementAndGet();
          return Outcome.DONE;
        };
    try (ControlLoop<Integer> loop =
        new ControlLoop<>("threads", 4, shared, reconciler, new SimpleMeterRegistry())) {
      loop.start();
      for (int i = 0; i < 2000; i++) {
        shared.add(i % 10);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(shared.size()).isZero();
    assertThat(processed.get()).isBetween(10, 2000);
  }
}

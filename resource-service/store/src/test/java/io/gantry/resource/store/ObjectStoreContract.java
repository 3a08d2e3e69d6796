package io.gantry.resource.store;

import static io.gantry.resource.store.Samples.DEPLOYMENTS;
import static io.gantry.resource.store.Samples.PODS;
import static io.gantry.resource.store.Samples.again;
import static io.gantry.resource.store.Samples.commit;
import static io.gantry.resource.store.Samples.create;
import static io.gantry.resource.store.Samples.draft;
import static io.gantry.resource.store.Samples.key;
import static io.gantry.resource.store.Samples.pod;
import static io.gantry.resource.store.Samples.put;
import static io.gantry.resource.store.Samples.remove;
import static io.gantry.resource.store.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.Commit.Guard;
import io.gantry.resource.store.Commit.Write;
import io.gantry.resource.store.CommitOutcome.Committed;
import io.gantry.resource.store.CommitOutcome.Refused;
import io.gantry.resource.store.ObjectStore.LogGapException;
import io.gantry.resource.store.ObjectStore.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectStore} keeps. */
public abstract class ObjectStoreContract {
  protected ObjectStore store;

  /** An empty store whose log is bounded by so many bytes of objects, and five minutes. */
  protected abstract ObjectStore open(long logBytes) throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open(64 << 20);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  protected Committed committed(Commit commit) {
    CommitOutcome outcome = store.commit(commit);
    assertThat(outcome).isInstanceOf(Committed.class);
    return (Committed) outcome;
  }

  protected Refused refused(Commit commit) {
    CommitOutcome outcome = store.commit(commit);
    assertThat(outcome).isInstanceOf(Refused.class);
    return (Refused) outcome;
  }

  protected Map<ObjectKey, ResourceObject> stored() {
    return store.snapshot().objects().stream()
        .collect(Collectors.toMap(ResourceObject::key, Function.identity()));
  }

  protected List<LogEntry> log(long after) throws LogGapException {
    return store.readLog(after, 100_000, Duration.ZERO);
  }

  @Test
  void beginsEmptyAtARevisionThatIsNotZero() throws LogGapException {
    assertThat(store.revision()).isPositive();
    assertThat(stored()).isEmpty();
    assertThat(store.logStart()).isEqualTo(store.revision());
    assertThat(log(store.revision())).isEmpty();
  }

  @Test
  void storesWhatIsPutWithItsRevision() {
    Draft draft =
        new Draft(
            key(PODS, "default", "web"),
            "uid-1",
            Map.of("app", "web", "umlaut", "ä\n\"quoted\""),
            Map.of("spec.nodeName", "n1"),
            List.of(new OwnerReference("apps/v1", "ReplicaSet", "rs", "uid-0", true, true)),
            true,
            Json.bytes(
                Json.parse(
                    "{\"kind\":\"Pod\",\"spec\":{\"metadata\":{\"x\":1}},\"apiVersion\":\"v1\","
                        + "\"metadata\":{\"name\":\"web\",\"note\":\"zeile\\n zwei ä\"}}")));
    Committed outcome = committed(create(draft));

    ResourceObject answered = outcome.objects().getFirst();
    ResourceObject read = stored().get(draft.key());
    for (ResourceObject object : List.of(answered, read)) {
      assertThat(object.revision()).isEqualTo(outcome.revision());
      assertThat(object.uid()).isEqualTo("uid-1");
      assertThat(object.labels()).isEqualTo(draft.labels());
      assertThat(object.fields()).isEqualTo(draft.fields());
      assertThat(object.owners()).isEqualTo(draft.owners());
      assertThat(object.deleting()).isTrue();
      assertThat(Json.text(object.tree(), "metadata", "resourceVersion"))
          .isEqualTo(Long.toString(outcome.revision()));
      assertThat(Json.text(object.tree(), "metadata", "note")).isEqualTo("zeile\n zwei ä");
      assertThat(Json.has(object.tree(), "spec", "metadata", "resourceVersion")).isFalse();
    }
    assertThat(read.json()).isEqualTo(answered.json());
  }

  @Test
  void metadataMayBeEmpty() {
    Draft draft =
        new Draft(
            key(PODS, "", "bare"),
            "u",
            Map.of(),
            Map.of(),
            List.of(),
            false,
            "{\"metadata\":{}}".getBytes());
    long revision = committed(create(draft)).revision();
    assertThat(Json.string(stored().get(draft.key()).tree()))
        .isEqualTo("{\"metadata\":{\"resourceVersion\":\"" + revision + "\"}}");
  }

  @Test
  void revisionsCountCommitsAndAreTheLogsIds() throws LogGapException {
    long start = store.revision();
    for (int i = 0; i < 5; i++) {
      assertThat(committed(create(pod("p" + i))).revision()).isEqualTo(start + 1 + i);
    }
    assertThat(store.revision()).isEqualTo(start + 5);
    assertThat(log(start).stream().map(LogEntry::revision))
        .containsExactly(start + 1, start + 2, start + 3, start + 4, start + 5);
    assertThat(store.readLog(start + 1, 2, Duration.ZERO).stream().map(LogEntry::revision))
        .containsExactly(start + 2, start + 3);
  }

  @Test
  void absentRefusesWhatIsThere() {
    ResourceObject first = committed(create(pod("web"))).objects().getFirst();
    long before = store.revision();
    Refused refused = refused(create(pod("web")));
    assertThat(refused.guard()).isEqualTo(new Guard.Absent(first.key()));
    assertThat(refused.stored().revision()).isEqualTo(first.revision());
    assertThat(refused.stored().json()).isEqualTo(first.json());
    assertThat(store.revision()).isEqualTo(before);
  }

  @Test
  void existsRefusesWhatIsNotThere() {
    Refused refused =
        refused(
            commit(
                List.of(new Guard.Exists(key(PODS, "default", "gone"))),
                new Write.Put(pod("web"))));
    assertThat(refused.stored()).isNull();
    assertThat(stored()).isEmpty();
  }

  @Test
  void hasRevisionIsTheOptimisticLock() {
    long first = committed(create(pod("web"))).revision();
    long second = committed(update(pod("web"), first)).revision();
    assertThat(second).isEqualTo(first + 1);
    Refused stale = refused(update(pod("web"), first));
    assertThat(stale.guard()).isEqualTo(new Guard.HasRevision(pod("web").key(), first));
    assertThat(stale.stored().revision()).isEqualTo(second);
    Refused missing = refused(update(pod("other"), second));
    assertThat(missing.stored()).isNull();
  }

  @Test
  void allGuardsComeBeforeAllWrites() {
    Committed web = committed(create(pod("web")));
    refused(
        commit(
            List.of(
                new Guard.HasRevision(pod("web").key(), web.revision()),
                new Guard.Exists(key(PODS, "default", "gone"))),
            new Write.Put(pod("web")),
            new Write.Put(pod("second"))));
    assertThat(stored().keySet()).containsExactly(pod("web").key());
    assertThat(stored().get(pod("web").key()).revision()).isEqualTo(web.revision());
    assertThat(store.revision()).isEqualTo(web.revision());
  }

  @Test
  void oneCommitWritesSeveralKeysUnderOneRevision() throws LogGapException {
    Committed web = committed(create(pod("web")));
    Draft deployment =
        draft(key(DEPLOYMENTS, "default", "web"), "uid-d", Map.of("a", "b"), "", "x");
    Committed both =
        committed(
            commit(
                List.of(new Guard.Exists(pod("web").key()), new Guard.Absent(deployment.key())),
                new Write.Remove(again(web.objects().getFirst())),
                new Write.Put(deployment),
                new Write.Put(pod("next"))));
    assertThat(both.objects()).extracting(ResourceObject::revision).containsOnly(both.revision());
    assertThat(both.objects())
        .extracting(ResourceObject::key)
        .containsExactly(pod("web").key(), deployment.key(), pod("next").key());
    assertThat(stored()).containsOnlyKeys(deployment.key(), pod("next").key());

    LogEntry entry = log(web.revision()).getFirst();
    assertThat(entry.changes())
        .extracting(Change::type)
        .containsExactly(Change.Type.DELETED, Change.Type.ADDED, Change.Type.ADDED);
    Change removal = entry.changes().getFirst();
    assertThat(removal.object().revision()).isEqualTo(both.revision());
    assertThat(Json.text(removal.object().tree(), "metadata", "resourceVersion"))
        .isEqualTo(Long.toString(both.revision()));
    assertThat(removal.previous().revision()).isEqualTo(web.revision());
  }

  @Test
  void theLogSaysWhoWhatAndWhatWasBefore() throws LogGapException {
    long start = store.revision();
    committed(create(pod("default", "web", Map.of("app", "old"), "")));
    committed(
        new Commit(
            "operation-2",
            "alice",
            List.of(),
            List.of(new Write.Put(pod("default", "web", Map.of("app", "new"), "n1")))));
    LogEntry second = log(start + 1).getFirst();
    assertThat(second.operationId()).isEqualTo("operation-2");
    assertThat(second.user()).isEqualTo("alice");
    assertThat(second.epoch()).isEqualTo(store.snapshot().epoch()).isNotEmpty();
    assertThat(second.committedAt()).isNotNull();
    Change change = second.changes().getFirst();
    assertThat(change.type()).isEqualTo(Change.Type.MODIFIED);
    assertThat(change.previous().revision()).isEqualTo(start + 1);
    assertThat(change.previous().labels()).isEqualTo(Map.of("app", "old"));
    assertThat(change.previous().fields()).isEmpty();
    assertThat(change.object().fields()).isEqualTo(Map.of("spec.nodeName", "n1"));
    assertThat(change.object().json()).isEqualTo(stored().get(pod("web").key()).json());
  }

  @Test
  void aCommitSentAgainIsAnsweredNotDone() throws LogGapException {
    long start = store.revision();
    Commit create = create(pod("web"));
    Committed first = committed(create);
    Committed second = committed(create);
    assertThat(second.revision()).isEqualTo(first.revision());
    assertThat(second.objects().getFirst().json()).isEqualTo(first.objects().getFirst().json());
    assertThat(log(start)).hasSize(1);
  }

  @Test
  void aRefusalSentAgainStaysARefusal() {
    Committed web = committed(create(pod("web")));
    Commit late = create(pod("web"));
    refused(late);
    committed(remove(again(web.objects().getFirst())));
    Refused again = refused(late);
    assertThat(again.guard()).isEqualTo(late.guards().getFirst());
    assertThat(stored()).isEmpty();
  }

  @Test
  void aRemovalOfNothingLeavesNothing() {
    committed(commit(List.of(), new Write.Remove(pod("ghost"))));
    assertThat(stored()).isEmpty();
  }

  @Test
  void readingWaitsForTheFirstEntry() throws Exception {
    long start = store.revision();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<LogEntry>> waiting =
          threads.submit(() -> store.readLog(start, 10, Duration.ofSeconds(20)));
      assertThatThrownBy(() -> waiting.get(50, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      committed(put(pod("web")));
      assertThat(waiting.get(10, TimeUnit.SECONDS)).hasSize(1);
    }
    assertThat(store.readLog(store.revision(), 10, Duration.ofMillis(20))).isEmpty();
  }

  @Test
  void aBoundedLogSaysThatItHasAGap() throws Exception {
    store.close();
    store = open(20_000);
    long start = store.revision();
    committed(put(pod("first")));
    String kilobyte = "x".repeat(1000);
    for (int i = 0; i < 100; i++) {
      committed(put(draft(key(PODS, "default", "p" + i), "u" + i, Map.of(), "", kilobyte)));
    }
    awaitTrimmed(start);
    assertThatThrownBy(() -> log(start)).isInstanceOf(LogGapException.class);
    long from = store.logStart();
    assertThat(from).isGreaterThan(start);
    List<LogEntry> rest = log(from);
    assertThat(rest.getFirst().revision()).isEqualTo(from + 1);
    assertThat(rest.getLast().revision()).isEqualTo(store.revision());
    assertThat(rest.size()).isBetween(1, 40);
    assertThatThrownBy(() -> store.readLog(store.revision() + 1, 1, Duration.ZERO))
        .isInstanceOf(LogGapException.class);
  }

  private void awaitTrimmed(long start) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (store.revision() - store.logStart() > 40) {
      assertThat(System.nanoTime())
          .as("log from %d to %d", store.logStart(), store.revision())
          .isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  @Test
  void aNewEpochContinuesAboveAndEndsTheOldLog() throws LogGapException {
    committed(put(pod("web")));
    Snapshot before = store.snapshot();
    store.newEpoch(before.revision() + 1000);
    Snapshot after = store.snapshot();
    assertThat(after.revision()).isGreaterThan(before.revision() + 1000);
    assertThat(after.epoch()).isNotEqualTo(before.epoch());
    assertThat(after.objects()).hasSize(1);
    assertThatThrownBy(() -> log(before.revision())).isInstanceOf(LogGapException.class);
    long next = committed(put(pod("later"))).revision();
    assertThat(next).isEqualTo(after.revision() + 1);
    assertThat(log(after.revision())).hasSize(1);
  }

  @Test
  void aSnapshotIsOfOneRevisionWhileOthersWrite() throws Exception {
    int writers = 4;
    int each = 150;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        int writer = w;
        running.add(
            threads.submit(
                () -> {
                  // A pair of objects always changes together.
                  for (int i = 0; i < each; i++) {
                    String data = Integer.toString(i);
                    committed(
                        commit(
                            List.of(),
                            new Write.Put(
                                draft(key(PODS, "a", "w" + writer), "u", Map.of(), "", data)),
                            new Write.Put(
                                draft(key(PODS, "z", "w" + writer), "u", Map.of(), "", data))));
                  }
                }));
      }
      for (int i = 0; i < 20; i++) {
        Snapshot snapshot = store.snapshot();
        Map<ObjectKey, Long> revisions =
            snapshot.objects().stream()
                .collect(Collectors.toMap(ResourceObject::key, ResourceObject::revision));
        for (int w = 0; w < writers; w++) {
          assertThat(revisions.get(key(PODS, "a", "w" + w)))
              .isEqualTo(revisions.get(key(PODS, "z", "w" + w)));
        }
        assertThat(revisions.values()).allMatch(revision -> revision <= snapshot.revision());
      }
      for (Future<?> writer : running) {
        writer.get(60, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void concurrentWritersNeverLoseOrDoubleAWrite() throws Exception {
    int writers = 8;
    int each = 100;
    long start = store.revision();
    Draft counter = draft(key(PODS, "default", "counter"), "u", Map.of(), "", "0");
    committed(create(counter));
    Callable<Set<Long>> increments =
        () -> {
          Set<Long> revisions = new HashSet<>();
          ResourceObject at = stored().get(counter.key());
          while (revisions.size() < each) {
            int value = Integer.parseInt(Json.text(at.tree(), "data"));
            Draft next = draft(counter.key(), "u", Map.of(), "", Integer.toString(value + 1));
            switch (store.commit(update(next, at.revision()))) {
              case Committed done -> {
                revisions.add(done.revision());
                at = done.objects().getFirst();
              }
              case Refused refused -> at = refused.stored();
            }
          }
          return revisions;
        };
    Set<Long> all = new HashSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Set<Long>>> running = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        running.add(threads.submit(increments));
      }
      for (Future<Set<Long>> writer : running) {
        all.addAll(writer.get(60, TimeUnit.SECONDS));
      }
    }
    assertThat(all).hasSize(writers * each);
    assertThat(Json.text(stored().get(counter.key()).tree(), "data"))
        .isEqualTo(Integer.toString(writers * each));
    assertThat(log(start + 1).stream().map(LogEntry::revision).collect(Collectors.toSet()))
        .isEqualTo(all);
  }

  @Test
  void oneOfManyCreatesOfANameWins() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<CommitOutcome>> running = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        running.add(threads.submit(() -> store.commit(create(pod("web")))));
      }
      int won = 0;
      for (Future<CommitOutcome> one : running) {
        if (one.get(30, TimeUnit.SECONDS) instanceof Committed) {
          won++;
        }
      }
      assertThat(won).isEqualTo(1);
    }
  }
}

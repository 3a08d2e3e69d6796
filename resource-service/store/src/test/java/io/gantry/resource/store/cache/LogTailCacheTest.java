package io.gantry.resource.store.cache;

import static io.gantry.resource.store.Samples.PODS;
import static io.gantry.resource.store.Samples.again;
import static io.gantry.resource.store.Samples.create;
import static io.gantry.resource.store.Samples.draft;
import static io.gantry.resource.store.Samples.key;
import static io.gantry.resource.store.Samples.pod;
import static io.gantry.resource.store.Samples.put;
import static io.gantry.resource.store.Samples.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.Commit;
import io.gantry.resource.store.CommitOutcome;
import io.gantry.resource.store.CommitOutcome.Committed;
import io.gantry.resource.store.CommitOutcome.Refused;
import io.gantry.resource.store.Eventually;
import io.gantry.resource.store.LogEntry;
import io.gantry.resource.store.MemoryStore;
import io.gantry.resource.store.ObjectStore;
import io.gantry.resource.store.ObjectStore.OutcomeUnknownException;
import io.gantry.resource.store.ObjectStore.StoreUnavailableException;
import io.gantry.resource.store.Selection;
import io.gantry.resource.store.WatchCache.RevisionGoneException;
import io.gantry.resource.store.WatchCursor;
import io.gantry.resource.store.WatchCursor.FellBehindException;
import io.gantry.resource.store.WatchEvent;
import io.gantry.resource.store.Window;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogTailCacheTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Predicate<ResourceObject> ALL = Selection.EVERYTHING;

  private final ObjectStore store = new MemoryStore();
  private LogTailCache cache;

  @BeforeEach
  void start() {
    cache = open(store, Window.STANDARD);
  }

  @AfterEach
  void stop() {
    cache.close();
  }

  private static LogTailCache open(ObjectStore store, Window window) {
    LogTailCache cache = new LogTailCache(store, window, InstantSource.system());
    cache.start();
    return cache;
  }

  private ResourceObject commit(Commit commit) {
    return ((Committed) cache.commit(commit)).objects().getFirst();
  }

  private static List<String> seen(WatchCursor cursor) throws FellBehindException {
    List<String> all = new ArrayList<>();
    for (WatchEvent event : cursor.poll(10_000)) {
      all.add(event.type() + " " + event.object().name());
    }
    return all;
  }

  private WatchCursor watch(Predicate<ResourceObject> filter, long after) throws Exception {
    return cache.watch(PODS, "", "", filter, after);
  }

  private static Selection labels(String selector) throws Exception {
    return Selection.of(LabelSelector.parse(selector), FieldSelector.EVERYTHING);
  }

  @Test
  void aCommitIsVisibleWhenItReturns() {
    ResourceObject web = commit(create(pod("web")));
    assertThat(cache.get(web.key())).containsSame(web);
    assertThat(cache.revision()).isEqualTo(web.revision());
    commit(remove(again(web)));
    assertThat(cache.get(web.key())).isEmpty();
  }

  @Test
  void commitsOfOthersArriveByTheLog() throws Exception {
    store.commit(create(pod("foreign")));
    cache.refresh();
    assertThat(cache.get(pod("foreign").key())).isPresent();
    long ahead = cache.revision() + 1;
    assertThat(cache.await(ahead, Duration.ofMillis(20))).isFalse();
    store.commit(create(pod("second")));
    assertThat(cache.await(ahead, SOON)).isTrue();
  }

  @Test
  void afterARefusalTheCacheShowsWhy() {
    for (int i = 0; i < 50; i++) {
      String name = "p" + i;
      store.commit(create(pod(name)));
      Refused refused = (Refused) cache.commit(create(pod(name)));
      assertThat(cache.get(pod(name).key()).orElseThrow().revision())
          .isGreaterThanOrEqualTo(refused.stored().revision());
    }
  }

  @Test
  void listsInTheOrderOfPathsAndByNamespace() throws Exception {
    for (String path :
        List.of("kube/a", "kube-system/z", "default/b", "default/a-b", "default/a")) {
      String[] parts = path.split("/");
      commit(create(pod(parts[0], parts[1], Map.of(), "")));
    }
    assertThat(cache.list(PODS, "", ALL, 0, null, 0).items())
        .extracting(object -> object.key().namespacedName())
        .containsExactly("default/a", "default/a-b", "default/b", "kube-system/z", "kube/a");
    assertThat(cache.list(PODS, "kube", ALL, 0, null, 0).items())
        .extracting(ResourceObject::name)
        .containsExactly("a");
    assertThat(cache.list(PODS, "kube-system", ALL, 0, null, 0).items()).hasSize(1);
    assertThat(cache.list(PODS, "none", ALL, 0, null, 0).items()).isEmpty();
  }

  @Test
  void chunksAreOfOneRevisionWhateverHappensBetween() throws Exception {
    for (int i = 0; i < 10; i++) {
      commit(create(pod("p" + i)));
    }
    List<String> names = new ArrayList<>();
    Listing chunk = cache.list(PODS, "default", ALL, 0, null, 4);
    long revision = chunk.revision();
    assertThat(chunk.remaining()).isEqualTo(6);
    while (true) {
      chunk.items().forEach(object -> names.add(object.name()));
      assertThat(chunk.revision()).isEqualTo(revision);
      if (chunk.continueToken().isEmpty()) {
        break;
      }
      commit(create(pod("p" + names.size() + "-between")));
      cache.commit(remove(pod("p9")));
      ObjectKey last = chunk.items().getLast().key();
      chunk = cache.list(PODS, "default", ALL, revision, last, 4);
    }
    assertThat(names).containsExactly("p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9");
  }

  @Test
  void remainingCountsWhatTheFilterSelects() throws Exception {
    for (int i = 0; i < 10; i++) {
      commit(create(pod("default", "p" + i, Map.of("odd", "" + (i % 2)), "")));
    }
    Listing odd = cache.list(PODS, "", labels("odd=1"), 0, null, 2);
    assertThat(odd.items()).extracting(ResourceObject::name).containsExactly("p1", "p3");
    assertThat(odd.remaining()).isEqualTo(3);
    assertThat(odd.continueToken()).isEqualTo("default/p3");
  }

  @Test
  void aWatchShowsWhatComesAfter() throws Exception {
    ResourceObject first = commit(create(pod("first")));
    try (WatchCursor cursor = watch(ALL, first.revision())) {
      assertThat(seen(cursor)).isEmpty();
      assertThat(cursor.revision()).isEqualTo(first.revision());
      commit(create(pod("second")));
      commit(put(pod("second")));
      commit(remove(again(first)));
      assertThat(cursor.revision()).isEqualTo(first.revision());
      assertThat(seen(cursor)).containsExactly("ADDED second", "MODIFIED second", "DELETED first");
      assertThat(cursor.revision()).isEqualTo(first.revision() + 3);
    }
    try (WatchCursor late = watch(ALL, first.revision() + 1)) {
      commit(create(pod("third")));
      assertThat(seen(late)).containsExactly("MODIFIED second", "DELETED first", "ADDED third");
    }
  }

  @Test
  void objectsEnterAndLeaveASelection() throws Exception {
    long start = cache.revision();
    WatchCursor cursor = watch(labels("app=web"), start);
    ResourceObject in = commit(put(pod("default", "x", Map.of("app", "web"), "")));
    ResourceObject out = commit(put(pod("default", "x", Map.of("app", "db"), "")));
    commit(put(pod("default", "x", Map.of("app", "db", "more", "1"), "")));
    ResourceObject back = commit(put(pod("default", "x", Map.of("app", "web"), "")));
    ResourceObject gone = commit(remove(pod("default", "x", Map.of("app", "web"), "")));
    List<WatchEvent> events = cursor.poll(100);
    assertThat(events)
        .extracting(WatchEvent::type)
        .containsExactly(
            Change.Type.ADDED, Change.Type.DELETED, Change.Type.ADDED, Change.Type.DELETED);
    assertThat(events)
        .extracting(event -> event.object().revision())
        .containsExactly(in.revision(), out.revision(), back.revision(), gone.revision());
    // The old state under the new revision.
    ResourceObject left = events.get(1).object();
    assertThat(left.labels()).isEqualTo(Map.of("app", "web"));
    assertThat(Json.text(left.tree(), "metadata", "labels", "app")).isEqualTo("web");
    assertThat(Json.text(left.tree(), "metadata", "resourceVersion"))
        .isEqualTo(Long.toString(out.revision()));
  }

  @Test
  void anotherUidUnderTheSameKeyIsAnotherObject() throws Exception {
    commit(put(draft(key(PODS, "default", "x"), "uid-1", Map.of(), "", "")));
    WatchCursor cursor = watch(ALL, cache.revision());
    commit(put(draft(key(PODS, "default", "x"), "uid-2", Map.of(), "", "")));
    List<WatchEvent> events = cursor.poll(10);
    assertThat(events)
        .extracting(WatchEvent::type)
        .containsExactly(Change.Type.DELETED, Change.Type.ADDED);
    assertThat(events).extracting(e -> e.object().uid()).containsExactly("uid-1", "uid-2");
  }

  @Test
  void watchersOfANodeSeeItsPodsComeAndGo() throws Exception {
    Selection mine =
        Selection.of(LabelSelector.EVERYTHING, FieldSelector.equal("spec.nodeName", "n1"));
    long start = cache.revision();
    WatchCursor cursor = watch(mine, start);
    WatchCursor byName = cache.watch(PODS, "a", "x", ALL, cache.revision());
    WatchCursor byNamespace = cache.watch(PODS, "b", "", ALL, cache.revision());
    commit(put(pod("a", "x", Map.of(), "")));
    commit(put(pod("a", "x", Map.of(), "n1")));
    commit(put(pod("b", "x", Map.of(), "n2")));
    commit(put(pod("a", "x", Map.of(), "n2")));
    assertThat(seen(cursor)).containsExactly("ADDED x", "DELETED x");
    assertThat(seen(byName)).containsExactly("ADDED x", "MODIFIED x", "MODIFIED x");
    assertThat(seen(byNamespace)).containsExactly("ADDED x");
    WatchCursor late = watch(mine, start);
    assertThat(seen(late)).containsExactly("ADDED x", "DELETED x");
  }

  @Test
  void viewsAreSharedSoThatTheyAreEncodedOnce() throws Exception {
    WatchCursor one = watch(ALL, cache.revision());
    WatchCursor two = watch(labels("app=web"), cache.revision());
    commit(create(pod("web")));
    WatchEvent first = one.poll(1).getFirst();
    WatchEvent second = two.poll(1).getFirst();
    AtomicInteger encoded = new AtomicInteger();
    for (WatchEvent event : List.of(first, second, first)) {
      event.encoded(
          "json",
          e -> {
            encoded.incrementAndGet();
            return e.object().json();
          });
    }
    assertThat(encoded).hasValue(1);
  }

  @Test
  void readyIsCalledOnceWhenSomethingIsThere() throws Exception {
    WatchCursor cursor = watch(ALL, cache.revision());
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch first = new CountDownLatch(1);
    cursor.whenReady(
        () -> {
          calls.incrementAndGet();
          first.countDown();
        });
    assertThat(calls).hasValue(0);
    commit(create(pod("a")));
    assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
    commit(create(pod("b")));
    CountDownLatch second = new CountDownLatch(1);
    cursor.whenReady(second::countDown);
    assertThat(second.await(10, TimeUnit.SECONDS)).as("at once: events are pending").isTrue();
    assertThat(calls).hasValue(1);
    assertThat(seen(cursor)).hasSize(2);
  }

  @Test
  void aWatchThatFallsOutOfTheWindowEnds() throws Exception {
    cache.close();
    cache = open(store, new Window(Duration.ofMinutes(5), 10_000));
    WatchCursor slow = watch(ALL, cache.revision());
    WatchCursor idle = cache.watch(PODS, "elsewhere", "", ALL, cache.revision());
    long start = cache.revision();
    for (int i = 0; i < 100; i++) {
      commit(create(pod("p" + i)));
    }
    assertThatThrownBy(() -> slow.poll(1)).isInstanceOf(FellBehindException.class);
    assertThatThrownBy(() -> watch(ALL, start)).isInstanceOf(RevisionGoneException.class);
    assertThatThrownBy(() -> cache.list(PODS, "", ALL, start, null, 0))
        .isInstanceOf(RevisionGoneException.class);
    assertThat(idle.poll(1)).as("an idle watch is never behind").isEmpty();
    assertThat(idle.revision()).isEqualTo(cache.revision());
  }

  @Test
  void aRestartRefillsTheWindowFromTheLog() throws Exception {
    long start = cache.revision();
    commit(put(pod("default", "x", Map.of("app", "web"), "")));
    commit(put(pod("default", "x", Map.of("app", "db"), "")));
    commit(remove(pod("default", "x", Map.of("app", "db"), "")));
    commit(create(pod("y")));
    cache.close();
    cache = open(store, Window.STANDARD);
    assertThat(seen(watch(ALL, start)))
        .containsExactly("ADDED x", "MODIFIED x", "DELETED x", "ADDED y");
    assertThat(seen(watch(labels("app=web"), start)))
        .containsExactly("ADDED x", "DELETED x", "ADDED y");
    assertThat(seen(watch(labels("app=db"), start + 1))).containsExactly("ADDED x", "DELETED x");
  }

  @Test
  void aGapInTheLogIsBridgedByASnapshotAndEndsWatches() throws Exception {
    commit(create(pod("before")));
    WatchCursor cursor = watch(ALL, cache.revision());
    long revision = cache.revision();
    store.newEpoch(revision + 100);
    store.commit(create(pod("after")));
    Eventually.check(SOON, () -> assertThat(cache.get(pod("after").key())).isPresent());
    assertThatThrownBy(() -> cursor.poll(1)).isInstanceOf(FellBehindException.class);
    assertThatThrownBy(() -> watch(ALL, revision)).isInstanceOf(RevisionGoneException.class);
    commit(create(pod("later")));
    assertThat(cache.get(pod("later").key())).isPresent();
  }

  @Test
  void manyWritersOfTwoCachesKeepBothAlike() throws Exception {
    try (LogTailCache other = open(store, Window.STANDARD);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      WatchCursor cursor = watch(ALL, cache.revision());
      List<Future<?>> running = new ArrayList<>();
      for (int w = 0; w < 8; w++) {
        LogTailCache through = w % 2 == 0 ? cache : other;
        int writer = w;
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    createThrough(through, "w" + writer + "-" + i);
                  }
                }));
      }
      for (Future<?> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }
      cache.refresh();
      other.refresh();
      assertThat(other.list(PODS, "", ALL, 0, null, 0).items())
          .extracting(ResourceObject::toString)
          .isEqualTo(
              cache.list(PODS, "", ALL, 0, null, 0).items().stream()
                  .map(ResourceObject::toString)
                  .toList());
      List<WatchEvent> events = cursor.poll(10_000);
      assertThat(events).hasSize(800);
      assertThat(events.stream().map(event -> event.object().revision())).isSorted();
    }
  }

  private static void createThrough(LogTailCache cache, String name) {
    Committed done = (Committed) cache.commit(create(pod(name)));
    assertThat(cache.get(done.objects().getFirst().key())).isPresent();
  }

  @Test
  void aThousandWatchersMissNothingAndSeeNothingTwice() throws Exception {
    int watchers = 1000;
    int creates = 500;
    long start = cache.revision();
    CountDownLatch done = new CountDownLatch(watchers);
    List<List<Long>> seen = new ArrayList<>();
    for (int i = 0; i < watchers; i++) {
      List<Long> mine = new ArrayList<>(creates);
      seen.add(mine);
      WatchCursor cursor = watch(ALL, start);
      drain(cursor, mine, creates, done);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int w = 0; w < 10; w++) {
        int writer = w;
        threads.submit(
            () -> {
              for (int i = 0; i < creates / 10; i++) {
                cache.commit(create(pod("w" + writer + "-" + i)));
              }
            });
      }
    }
    assertThat(done.await(30, TimeUnit.SECONDS)).as("%d still wait", done.getCount()).isTrue();
    List<Long> expected = new ArrayList<>();
    for (long i = 1; i <= creates; i++) {
      expected.add(start + i);
    }
    for (List<Long> one : seen) {
      assertThat(one).isEqualTo(expected);
    }
  }

  /** As a servlet would: polls all that is there, then waits to be called; no thread of its own. */
  private static void drain(WatchCursor cursor, List<Long> into, int until, CountDownLatch done) {
    cursor.whenReady(
        () -> {
          try {
            cursor.poll(64).forEach(event -> into.add(event.object().revision()));
          } catch (FellBehindException e) {
            throw new IllegalStateException(e);
          }
          if (into.size() < until) {
            drain(cursor, into, until, done);
          } else {
            done.countDown();
          }
        });
  }

  /** A store that can be taken away, before or after a commit has reached it. */
  private static final class LeavingStore implements ObjectStore {
    private final ObjectStore store = new MemoryStore();
    private volatile boolean away;
    private volatile boolean swallowing;

    private ObjectStore there() {
      if (away) {
        throw new StoreUnavailableException("away", null);
      }
      return store;
    }

    @Override
    public void listen(CommitListener listener) {
      there().listen(listener);
    }

    @Override
    public CommitOutcome commit(Commit commit) {
      if (swallowing) {
        throw new OutcomeUnknownException("no answer", null);
      }
      return there().commit(commit);
    }

    @Override
    public long revision() {
      return there().revision();
    }

    @Override
    public Snapshot snapshot() {
      return there().snapshot();
    }

    @Override
    public List<LogEntry> readLog(long after, int maxEntries, Duration wait)
        throws LogGapException {
      return there().readLog(after, maxEntries, wait.isZero() ? wait : Duration.ofMillis(10));
    }

    @Override
    public long logStart() {
      return there().logStart();
    }

    @Override
    public void newEpoch(long above) {
      there().newEpoch(above);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  @Test
  void whoCommitsAloneReadsWhileTheStoreIsAway() throws Exception {
    LeavingStore leaving = new LeavingStore();
    try (LogTailCache alone =
        new LogTailCache(leaving, Window.STANDARD, InstantSource.system(), true)) {
      alone.start();
      alone.commit(create(pod("web")));
      leaving.away = true;
      Eventually.check(SOON, () -> assertThat(alone.isStoreThere()).isFalse());
      alone.refresh(PODS);
      assertThat(alone.list(PODS, "", ALL, 0, null, 0).items()).hasSize(1);
      assertThatThrownBy(alone::refresh).isInstanceOf(StoreUnavailableException.class);
      leaving.away = false;
      Eventually.check(SOON, () -> assertThat(alone.isStoreThere()).isTrue());
      alone.refresh();
    }
  }

  @Test
  void whatIsInDoubtIsNotReadWhileTheStoreIsAway() throws Exception {
    LeavingStore leaving = new LeavingStore();
    try (LogTailCache alone =
        new LogTailCache(leaving, Window.STANDARD, InstantSource.system(), true)) {
      alone.start();
      leaving.swallowing = true;
      assertThatThrownBy(() -> alone.commit(create(pod("web"))))
          .isInstanceOf(OutcomeUnknownException.class);
      leaving.away = true;
      Eventually.check(SOON, () -> assertThat(alone.isStoreThere()).isFalse());
      assertThatThrownBy(() -> alone.refresh(PODS)).isInstanceOf(StoreUnavailableException.class);
      alone.refresh(new GroupResource("", "configmaps"));
    }
  }

  @Test
  void oneOfSeveralDoesNotReadWhileTheStoreIsAway() throws Exception {
    LeavingStore leaving = new LeavingStore();
    try (LogTailCache one = new LogTailCache(leaving, Window.STANDARD, InstantSource.system())) {
      one.start();
      leaving.away = true;
      Eventually.check(SOON, () -> assertThat(one.isStoreThere()).isFalse());
      assertThatThrownBy(() -> one.refresh(PODS)).isInstanceOf(StoreUnavailableException.class);
    }
  }
}

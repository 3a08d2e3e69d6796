package io.gantry.changefeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ResourceObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every transport of the change feed keeps. */
public abstract class ChangeFeedContract {
  public static final GroupVersionResource PODS = GroupVersionResource.core("pods");
  public static final GroupVersionResource SERVICES = GroupVersionResource.core("services");

  /** What is written for the feed to tell of. */
  protected interface Source extends AutoCloseable {
    ChangeFeed feed();

    /**
     * Creates or changes a pod.
     *
     * @param node its {@code spec.nodeName}; empty for none
     * @return the revision
     */
    long put(String namespace, String name, String uid, Map<String, String> labels, String node);

    void remove(String namespace, String name);

    /** Changes two pods under one revision. */
    void putBoth(String namespace, String first, String second);

    /** Something of another resource. */
    void putService(String namespace, String name);

    /** The transport loses its place and everything that happened meanwhile. */
    void loseHistory();

    /** Interrupts the connection, if the transport has one. */
    void interrupt();

    /** Name and uid of all pods as they are now. */
    Map<String, String> state();

    @Override
    void close();
  }

  protected Source source;
  private final List<ChangeFeed.Subscription> subscriptions = new ArrayList<>();

  protected abstract Source open() throws Exception;

  @BeforeEach
  void openSource() throws Exception {
    source = open();
  }

  @AfterEach
  void closeAll() {
    subscriptions.forEach(ChangeFeed.Subscription::close);
    source.close();
  }

  private long put(String name) {
    return source.put("default", name, "uid-" + name, Map.of("app", "web"), "");
  }

  private ChangeFeed.Subscription subscribe(FeedFilter filter, FeedListener listener) {
    ChangeFeed.Subscription subscription = source.feed().subscribe(PODS, filter, listener);
    subscriptions.add(subscription);
    return subscription;
  }

  private Recorder record(FeedFilter filter) {
    Recorder recorder = new Recorder();
    subscribe(filter, recorder);
    return recorder;
  }

  @Test
  void firstTheStateThenEachChange() throws Exception {
    put("a");
    put("b");
    Recorder recorder = record(FeedFilter.ALL);
    recorder.awaitTold("SNAPSHOT 2");
    put("c");
    put("a");
    source.remove("default", "b");
    recorder.awaitTold("SNAPSHOT 2", "ADDED default/c", "MODIFIED default/a", "DELETED default/b");
  }

  @Test
  void anEmptyStateIsToldToo() throws Exception {
    record(FeedFilter.ALL).awaitTold("SNAPSHOT 0");
  }

  @Test
  void objectsComeWhole() throws Exception {
    Recorder recorder = record(FeedFilter.ALL);
    recorder.awaitTold("SNAPSHOT 0");
    long revision = source.put("default", "a", "uid-a", Map.of("app", "web"), "n1");
    recorder.await(r -> assertThat(r.object("default", "a")).isNotNull());
    ResourceObject object = recorder.object("default", "a");
    assertThat(object.revision()).isEqualTo(revision);
    assertThat(object.uid()).isEqualTo("uid-a");
    assertThat(object.labels()).isEqualTo(Map.of("app", "web"));
    assertThat(object.tree().at("/metadata/resourceVersion").asString())
        .isEqualTo(Long.toString(revision));
    assertThat(object.tree().at("/metadata/name").asString()).isEqualTo("a");
  }

  @Test
  void onlyOneResource() throws Exception {
    Recorder recorder = record(FeedFilter.ALL);
    recorder.awaitTold("SNAPSHOT 0");
    source.putService("default", "a");
    put("a");
    recorder.awaitTold("SNAPSHOT 0", "ADDED default/a");
  }

  @Test
  void onlyOneNamespace() throws Exception {
    source.put("other", "x", "u", Map.of(), "");
    Recorder recorder =
        record(new FeedFilter("default", LabelSelector.EVERYTHING, FieldSelector.EVERYTHING));
    recorder.awaitTold("SNAPSHOT 0");
    source.put("other", "y", "u", Map.of(), "");
    put("a");
    recorder.awaitTold("SNAPSHOT 0", "ADDED default/a");
  }

  @Test
  void whatLeavesTheSelectionIsDeletedWhatEntersIsAdded() throws Exception {
    Recorder recorder =
        record(new FeedFilter("", LabelSelector.parse("app=web"), FieldSelector.EVERYTHING));
    recorder.awaitTold("SNAPSHOT 0");
    source.put("default", "a", "u", Map.of("app", "web"), "");
    source.put("default", "a", "u", Map.of("app", "db"), "");
    source.put("default", "a", "u", Map.of("app", "db", "x", "y"), "");
    source.put("default", "a", "u", Map.of("app", "web"), "");
    source.remove("default", "a");
    recorder.awaitTold(
        "SNAPSHOT 0",
        "ADDED default/a",
        "DELETED default/a",
        "ADDED default/a",
        "DELETED default/a");
  }

  @Test
  void fieldsSelectToo() throws Exception {
    source.put("default", "mine", "u1", Map.of(), "n1");
    source.put("default", "other", "u2", Map.of(), "n2");
    Recorder recorder = record(FeedFilter.field("spec.nodeName", "n1"));
    recorder.awaitTold("SNAPSHOT 1");
    source.put("default", "new", "u3", Map.of(), "");
    source.put("default", "new", "u3", Map.of(), "n1");
    source.put("default", "other", "u2", Map.of("x", "y"), "n2");
    recorder.awaitTold("SNAPSHOT 1", "ADDED default/new");
  }

  @Test
  void anotherUidIsAnotherObject() throws Exception {
    source.put("default", "a", "uid-1", Map.of(), "");
    Recorder recorder = record(FeedFilter.ALL);
    recorder.awaitTold("SNAPSHOT 1");
    source.put("default", "a", "uid-2", Map.of(), "");
    recorder.awaitTold("SNAPSHOT 1", "DELETED default/a", "ADDED default/a");
    assertThat(recorder.object("default", "a").uid()).isEqualTo("uid-2");
  }

  @Test
  void twoChangesOfOneRevisionAreTwoChanges() throws Exception {
    Recorder recorder = record(FeedFilter.ALL);
    recorder.awaitTold("SNAPSHOT 0");
    source.putBoth("default", "a", "b");
    recorder.await(
        r ->
            assertThat(r.told())
                .containsExactlyInAnyOrder("SNAPSHOT 0", "ADDED default/a", "ADDED default/b"));
  }

  @Test
  void aLostPlaceIsANewSnapshot() throws Exception {
    put("a");
    put("b");
    Recorder recorder = record(FeedFilter.ALL);
    recorder.awaitTold("SNAPSHOT 2");
    source.loseHistory();
    recorder.await(r -> assertThat(r.snapshots()).isGreaterThan(1));
    put("c");
    recorder.await(r -> assertThat(r.state()).isEqualTo(source.state()).containsKey("default/c"));
  }

  @Test
  void aFailingListenerIsToldOn() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    subscribe(
        FeedFilter.ALL,
        new FeedListener() {
          @Override
          public void snapshot(long revision, List<ResourceObject> objects) {
            throw new IllegalStateException("a listener's own trouble");
          }

          @Override
          public void change(Change change) {
            if (calls.incrementAndGet() == 1) {
              throw new IllegalStateException("more trouble");
            }
            second.countDown();
          }
        });
    for (int i = 0; i < 1000 && second.getCount() > 0; i++) {
      put("a" + i % 10);
      second.await(20, TimeUnit.MILLISECONDS);
    }
    assertThat(second.getCount()).isZero();
  }

  @Test
  void nothingIsToldAfterClosing() throws Exception {
    Recorder closed = new Recorder();
    ChangeFeed.Subscription subscription = subscribe(FeedFilter.ALL, closed);
    closed.awaitTold("SNAPSHOT 0");
    Recorder open = record(FeedFilter.ALL);
    open.awaitTold("SNAPSHOT 0");
    subscription.close();
    put("a");
    open.awaitTold("SNAPSHOT 0", "ADDED default/a");
    assertThat(closed.told()).containsExactly("SNAPSHOT 0");
  }

  @Test
  void aListenerMayCloseItsOwnSubscriptionAndIsNotInterrupted() throws Exception {
    AtomicReference<ChangeFeed.Subscription> own = new AtomicReference<>();
    AtomicBoolean interrupted = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch known = new CountDownLatch(1);
    AtomicInteger changes = new AtomicInteger();
    own.set(
        subscribe(
            FeedFilter.ALL,
            new FeedListener() {
              @Override
              public void snapshot(long revision, List<ResourceObject> objects) {
                known.countDown();
              }

              @Override
              public void change(Change change) {
                changes.incrementAndGet();
                own.get().close();
                interrupted.set(Thread.currentThread().isInterrupted());
                done.countDown();
              }
            }));
    assertThat(known.await(20, TimeUnit.SECONDS)).isTrue();
    Recorder open = record(FeedFilter.ALL);
    open.awaitTold("SNAPSHOT 0");
    put("a");
    put("b");
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    open.awaitTold("SNAPSHOT 0", "ADDED default/a", "ADDED default/b");
    assertThat(changes).hasValue(1);
    assertThat(interrupted).isFalse();
  }

  @Test
  void whoeverComesWheneverEndsUpWithTheSameState() throws Exception {
    Random random = new Random(7);
    List<Recorder> recorders = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String name = "p" + random.nextInt(20);
      if (random.nextInt(3) == 0 && source.state().containsKey("default/" + name)) {
        source.remove("default", name);
      } else if (random.nextInt(10) == 0) {
        source.putBoth("default", name, "q" + random.nextInt(5));
      } else {
        String uid = source.state().getOrDefault("default/" + name, "uid-" + i);
        source.put("default", name, uid, Map.of("i", "" + i), "");
      }
      if (i % 40 == 0) {
        recorders.add(record(FeedFilter.ALL));
      }
      if (i % 150 == 149) {
        source.interrupt();
      }
    }
    long last = put("last");
    for (Recorder recorder : recorders) {
      recorder.await(r -> assertThat(r.newest()).isGreaterThanOrEqualTo(last));
      assertThat(recorder.state()).isEqualTo(source.state());
      recorder.assertNothingWrong();
    }
  }
}

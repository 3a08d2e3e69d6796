package io.gantry.resource.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.broker.BrokerProcess;
import io.gantry.changefeed.Backoff;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.ChangeFeedContract;
import io.gantry.changefeed.FeedFilter;
import io.gantry.changefeed.FeedListener;
import io.gantry.changefeed.Recorder;
import io.gantry.changefeed.kafka.ChangeRecord;
import io.gantry.changefeed.kafka.ChangeTopics;
import io.gantry.changefeed.kafka.KafkaFeed;
import io.gantry.resource.relay.TopicWriter.FencedException;
import io.gantry.resource.store.Commit;
import io.gantry.resource.store.CommitOutcome.Committed;
import io.gantry.resource.store.Draft;
import io.gantry.resource.store.MemoryStore;
import io.gantry.resource.store.Window;
import io.gantry.resource.store.cache.LogTailCache;
import io.gantry.resource.store.feed.CacheListWatch;
import io.gantry.resource.store.feed.InProcessFeed;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.stream.binder.BinderFactory;
import org.springframework.cloud.stream.binding.BindingService;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.node.ObjectNode;

/** Store, relay, a real broker and the Kafka feed together keep the contract of feeds. */
class RelayedFeedIT extends ChangeFeedContract {
  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class App {}

  private static final Duration READY = Duration.ofSeconds(30);
  private static final Relay.Timing TIMING =
      new Relay.Timing(Duration.ofMillis(50), Duration.ofSeconds(2));
  private static final Backoff QUICK =
      new Backoff(Duration.ofMillis(1), Duration.ofMillis(50), () -> 0.5);

  @TempDir static Path directory;
  private static BrokerProcess broker;
  private static ConfigurableApplicationContext one;
  private static ConfigurableApplicationContext other;
  private static int clusters;

  private ChangeTopics topics;
  private MemoryStore store;
  private LogTailCache cache;
  private Relay relay;
  private boolean second;

  @BeforeAll
  static void start() throws Exception {
    broker = BrokerProcess.in(directory);
    broker.start(READY);
    one = application();
    other = application();
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
    broker.close();
  }

  private static ConfigurableApplicationContext application() {
    return new SpringApplicationBuilder(App.class)
        .web(WebApplicationType.NONE)
        .properties(RelayWiring.binderProperties(broker.bootstrapServers(), ChangeTopics.STANDARD))
        .run();
  }

  private static Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private StreamTopicWriter writer(ConfigurableApplicationContext application) {
    return new StreamTopicWriter(
        application.getBean(BindingService.class),
        application.getBean(BinderFactory.class),
        topics);
  }

  private Relay startRelay(ConfigurableApplicationContext application) {
    Relay started = RelayWiring.relay(store, writer(application), kafka(), topics, TIMING);
    started.start();
    return started;
  }

  private Committed commit(Commit.Write... writes) {
    return (Committed)
        cache.commit(
            new Commit(UUID.randomUUID().toString(), "tester", List.of(), List.of(writes)));
  }

  private static Draft draft(
      GroupVersionResource resource,
      String namespace,
      String name,
      String uid,
      Map<String, String> labels,
      String node) {
    ObjectNode json = Json.object();
    ObjectNode metadata = json.put("apiVersion", "v1").putObject("metadata");
    metadata.put("name", name).put("namespace", namespace).put("uid", uid);
    metadata.set("labels", Json.stringMap(labels));
    return new Draft(
        new ObjectKey(resource.groupResource(), namespace, name),
        uid,
        labels,
        node.isEmpty() ? Map.of() : Map.of("spec.nodeName", node),
        List.of(),
        false,
        Json.bytes(json));
  }

  private static Commit.Write pod(String namespace, String name) {
    return new Commit.Write.Put(draft(PODS, namespace, name, "uid-" + name, Map.of(), ""));
  }

  private Commit.Write removal(String namespace, String name) {
    ResourceObject object =
        cache.get(new ObjectKey(PODS.groupResource(), namespace, name)).orElseThrow();
    return new Commit.Write.Remove(draft(PODS, namespace, name, object.uid(), object.labels(), ""));
  }

  @Override
  protected Source open() throws Exception {
    topics = new ChangeTopics("cluster" + clusters++);
    store = new MemoryStore();
    cache = new LogTailCache(store, Window.STANDARD, InstantSource.system());
    cache.start();
    relay = startRelay(one);
    // Past its first look at everything, which makes all consumers list again.
    awaitRelayed();
    ChangeFeed feed =
        new KafkaFeed(
            kafka(), topics, new CacheListWatch(cache), new InProcessFeed(cache, QUICK), QUICK);
    return new Source() {
      @Override
      public ChangeFeed feed() {
        return feed;
      }

      @Override
      public long put(
          String namespace, String name, String uid, Map<String, String> labels, String node) {
        return commit(new Commit.Write.Put(draft(PODS, namespace, name, uid, labels, node)))
            .revision();
      }

      @Override
      public void remove(String namespace, String name) {
        commit(removal(namespace, name));
      }

      @Override
      public void putBoth(String namespace, String first, String second) {
        commit(pod(namespace, first), pod(namespace, second));
      }

      @Override
      public void putService(String namespace, String name) {
        commit(new Commit.Write.Put(draft(SERVICES, namespace, name, "u", Map.of(), "")));
      }

      @Override
      public void loseHistory() {
        store.newEpoch(store.revision());
      }

      /** Another relay takes over in the middle of things; the first one ends later. */
      @Override
      public void interrupt() {
        Relay before = relay;
        second = !second;
        relay = startRelay(second ? other : one);
        before.close();
      }

      @Override
      public Map<String, String> state() {
        Map<String, String> all = new TreeMap<>();
        for (ResourceObject object : store.snapshot().objects()) {
          if (object.key().resource().equals(PODS.groupResource())) {
            all.put(object.key().namespacedName(), object.uid());
          }
        }
        return all;
      }

      @Override
      public void close() {
        relay.close();
        cache.close();
      }
    };
  }

  /** Everything in a topic that was committed, in order. */
  private List<ChangeRecord> records(GroupResource resource) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
    TopicPartition partition = new TopicPartition(topics.name(resource), 0);
    List<ChangeRecord> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          all.add(ChangeRecord.read(resource, record));
        }
      }
    }
    return all;
  }

  private void awaitRelayed() throws InterruptedException {
    long deadline = System.nanoTime() + READY.toNanos();
    while (relay.revision() < store.revision()) {
      assertThat(System.nanoTime())
          .as("relayed %d of %d", relay.revision(), store.revision())
          .isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  @Test
  void recordsSayWhatHappenedAndADeletionIsFollowedByATombstone() throws Exception {
    source.put("default", "a", "uid-a", Map.of("app", "web"), "n1");
    source.put("default", "a", "uid-a", Map.of("app", "web"), "n1");
    source.remove("default", "a");
    awaitRelayed();
    List<ChangeRecord> records = records(PODS.groupResource());
    assertThat(records)
        .extracting(ChangeRecord::verb)
        .containsExactly(
            ChangeRecord.Verb.ADDED,
            ChangeRecord.Verb.MODIFIED,
            ChangeRecord.Verb.DELETED,
            ChangeRecord.Verb.TOMBSTONE);
    ChangeRecord added = records.getFirst();
    assertThat(added.key()).isEqualTo("default/a");
    assertThat(added.uid()).isEqualTo("uid-a");
    assertThat(added.fields()).isEqualTo(Map.of("spec.nodeName", "n1"));
    assertThat(added.origin().user()).isEqualTo("tester");
    assertThat(added.epoch()).isEqualTo(store.snapshot().epoch());
    assertThat(records.get(2).revision()).isEqualTo(store.revision());
    assertThat(records.get(2).object().revision()).isEqualTo(store.revision());
    assertThat(records.get(3).value()).isNull();
    assertThat(records.get(3).revision()).isEqualTo(store.revision());
  }

  @Test
  void secretsStayOutOfKafkaAndComeThroughTheApi() throws Exception {
    GroupVersionResource secrets = GroupVersionResource.core("secrets");
    Recorder recorder = new Recorder();
    try (var subscription = source.feed().subscribe(secrets, FeedFilter.ALL, recorder)) {
      recorder.awaitTold("SNAPSHOT 0");
      commit(new Commit.Write.Put(draft(secrets, "default", "s", "u", Map.of(), "")));
      recorder.awaitTold("SNAPSHOT 0", "ADDED default/s");
      assertThat(subscription).isNotNull();
    }
    awaitRelayed();
    try (var admin = org.apache.kafka.clients.admin.Admin.create(kafka())) {
      assertThat(topics.existing(admin)).doesNotContain(topics.name(secrets.groupResource()));
    }
  }

  @Test
  void aRelayThatWasPausedCannotWriteAnyMore() throws Exception {
    awaitRelayed();
    relay.close();
    ChangeTopics mine = topics;
    StreamTopicWriter paused = writer(one);
    StreamTopicWriter fresh = writer(other);
    new TopicReader(kafka(), mine).ensure(List.of(PODS.groupResource()));
    paused.claim();
    paused.write(List.of(), new RelayPosition(5, "e"));
    fresh.claim();
    fresh.write(List.of(), new RelayPosition(6, "e"));
    assertThatThrownBy(() -> paused.write(List.of(), new RelayPosition(7, "e")))
        .isInstanceOf(FencedException.class);
    fresh.write(List.of(), new RelayPosition(8, "e"));
    assertThat(new TopicReader(kafka(), mine).position()).isEqualTo(new RelayPosition(8, "e"));
  }

  @Test
  void eachCommitIsRelayedExactlyOnceWhoeverRelays() throws Exception {
    for (int i = 0; i < 200; i++) {
      commit(pod("default", "p" + i));
      if (i % 60 == 59) {
        source.interrupt();
      }
    }
    awaitRelayed();
    assertThat(records(PODS.groupResource()))
        .extracting(ChangeRecord::revision)
        .doesNotHaveDuplicates()
        .isSorted()
        .hasSize(200);
  }

  @Test
  void allSubscriptionsShareOneConsumer() throws Exception {
    int before = consumers();
    Recorder pods = new Recorder();
    Recorder services = new Recorder();
    Recorder late = new Recorder();
    var first = source.feed().subscribe(PODS, pods);
    var second = source.feed().subscribe(SERVICES, services);
    pods.awaitTold("SNAPSHOT 0");
    services.awaitTold("SNAPSHOT 0");
    put("a");
    pods.awaitTold("SNAPSHOT 0", "ADDED default/a");
    var third = source.feed().subscribe(PODS, late);
    late.awaitTold("SNAPSHOT 1");
    source.putService("default", "s");
    put("b");
    services.awaitTold("SNAPSHOT 0", "ADDED default/s");
    pods.awaitTold("SNAPSHOT 0", "ADDED default/a", "ADDED default/b");
    late.awaitTold("SNAPSHOT 1", "ADDED default/b");
    assertThat(consumers()).isEqualTo(before + 1);
    first.close();
    third.close();
    source.putService("default", "t");
    services.awaitTold("SNAPSHOT 0", "ADDED default/s", "ADDED default/t");
    second.close();
    await("its consumer ends with the last subscription", () -> consumers() == before);
    Recorder again = new Recorder();
    try (var fourth = source.feed().subscribe(PODS, again)) {
      again.awaitTold("SNAPSHOT 2");
      assertThat(fourth).isNotNull();
    }
  }

  /** Kafka's consumers of this process, as its own beans count them. */
  private static int consumers() {
    try {
      return ManagementFactory.getPlatformMBeanServer()
          .queryNames(new ObjectName("kafka.consumer:type=consumer-metrics,client-id=*"), null)
          .size();
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTopicWaitsForItsSlowFollowerAndOthersDoNot() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    Recorder slow = new Recorder();
    Recorder services = new Recorder();
    var blocked =
        source
            .feed()
            .subscribe(
                PODS,
                new FeedListener() {
                  @Override
                  public void snapshot(long revision, List<ResourceObject> objects) {
                    slow.snapshot(revision, objects);
                  }

                  @Override
                  public void change(Change change) {
                    try {
                      hold.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    slow.change(change);
                  }
                });
    var free = source.feed().subscribe(SERVICES, services);
    slow.awaitTold("SNAPSHOT 0");
    services.awaitTold("SNAPSHOT 0");
    String big = "x".repeat(500_000);
    for (int i = 0; i < 40; i++) {
      source.put("default", "p" + i, "uid-" + i, Map.of("big", big), "");
    }
    awaitRelayed();
    source.putService("default", "s");
    services.awaitTold("SNAPSHOT 0", "ADDED default/s");
    hold.countDown();
    slow.await(r -> assertThat(r.state()).isEqualTo(source.state()).hasSize(40));
    slow.assertNothingWrong();
    assertThat(slow.snapshots()).isOne();
    blocked.close();
    free.close();
  }

  @Test
  void aBrokerThatWasAwayIsWaitedForAndNothingIsMissedOrToldTwice() throws Exception {
    Recorder recorder = new Recorder();
    Recorder late = new Recorder();
    var subscription = source.feed().subscribe(PODS, recorder);
    recorder.awaitTold("SNAPSHOT 0");
    put("before");
    recorder.awaitTold("SNAPSHOT 0", "ADDED default/before");
    broker.process().destroyForcibly().waitFor();
    put("meanwhile");
    var other = source.feed().subscribe(PODS, late);
    broker.start(READY);
    put("after");
    recorder.awaitTold(
        "SNAPSHOT 0", "ADDED default/before", "ADDED default/meanwhile", "ADDED default/after");
    late.await(r -> assertThat(r.state()).isEqualTo(source.state()));
    late.assertNothingWrong();
    subscription.close();
    other.close();
  }

  private void put(String name) {
    source.put("default", name, "uid-" + name, Map.of(), "");
  }

  private static void await(String what, BooleanSupplier holds) throws InterruptedException {
    long deadline = System.nanoTime() + READY.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  @Test
  void whatHappenedWhileNobodyRelayedAndTheLogWasTrimmedIsMadeUpFor() throws Exception {
    source.put("default", "stays", "u1", Map.of(), "");
    source.put("default", "changes", "u2", Map.of(), "");
    source.put("default", "goes", "u3", Map.of(), "");
    Recorder recorder = new Recorder();
    var subscription = source.feed().subscribe(PODS, recorder);
    recorder.awaitTold("SNAPSHOT 3");
    awaitRelayed();
    relay.close();
    source.put("default", "changes", "u2", Map.of("x", "y"), "");
    source.put("default", "new", "u4", Map.of(), "");
    source.remove("default", "goes");
    store.trimLog();
    relay = startRelay(one);
    awaitRelayed();
    recorder.await(r -> assertThat(r.state()).isEqualTo(source.state()));
    subscription.close();
    List<ChangeRecord> records = records(PODS.groupResource());
    assertThat(records.subList(records.size() - 5, records.size()))
        .extracting(record -> record.verb() + " " + record.key())
        .containsExactly(
            "RELIST ",
            "MODIFIED default/changes",
            "ADDED default/new",
            "DELETED default/goes",
            "TOMBSTONE default/goes");
  }
}

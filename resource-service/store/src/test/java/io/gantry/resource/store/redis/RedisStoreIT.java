package io.gantry.resource.store.redis;

import static io.gantry.resource.store.Samples.create;
import static io.gantry.resource.store.Samples.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.resource.store.Commit;
import io.gantry.resource.store.CommitOutcome;
import io.gantry.resource.store.CommitOutcome.Committed;
import io.gantry.resource.store.Eventually;
import io.gantry.resource.store.ObjectStore;
import io.gantry.resource.store.ObjectStore.StoreUnavailableException;
import io.gantry.resource.store.ObjectStoreContract;
import io.gantry.resource.store.Samples;
import io.gantry.resource.store.Window;
import io.gantry.resource.store.cache.LogTailCache;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The store's contract on a real redis-server, and what happens when that goes away. */
class RedisStoreIT extends ObjectStoreContract {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path directory;
  private static RedisProcess redis;
  private static LettuceConnectionFactory factory;
  private static int stores;

  @BeforeAll
  static void startRedis() throws Exception {
    redis = new RedisProcess(settings(directory));
    redis.start();
    factory = RedisConnections.open(redis.endpoint());
  }

  @AfterAll
  static void stopRedis() {
    factory.destroy();
    redis.close();
  }

  static RedisProcess.Settings settings(Path directory) {
    return new RedisProcess.Settings("redis-server", directory, 0, SOON);
  }

  /** Each store under a prefix of its own: each is empty. */
  @Override
  protected ObjectStore open(long logBytes) {
    return open("test-" + stores++, logBytes, Duration.ofSeconds(10));
  }

  private static RedisStore open(String prefix, long logBytes, Duration commitWithin) {
    return open(prefix, logBytes, commitWithin, SOON);
  }

  private static RedisStore open(
      String prefix, long logBytes, Duration commitWithin, Duration startWithin) {
    RedisStore store =
        new RedisStore(
            factory,
            new RedisSettings(
                prefix,
                4,
                commitWithin,
                Duration.ofSeconds(2),
                new Window(Duration.ofMinutes(5), logBytes)));
    store.start(startWithin);
    return store;
  }

  @Test
  void anotherProcessSeesTheSameStore() throws Exception {
    Committed web = committed(create(pod("web")));
    try (RedisStore other = open("test-" + (stores - 1), 64 << 20, SOON)) {
      assertThat(other.revision()).isEqualTo(web.revision());
      assertThat(other.snapshot().objects().getFirst().json())
          .isEqualTo(web.objects().getFirst().json());
      assertThat(other.snapshot().epoch()).isEqualTo(store.snapshot().epoch());
    }
  }

  @Test
  void whatBecameOfACommitIsKeptForTwoPages() {
    Commit first = create(pod("first"));
    Committed done = committed(first);
    turnThePage();
    committed(create(pod("second")));
    assertThat(store.commit(first))
        .as("on the page before")
        .isInstanceOfSatisfying(
            Committed.class, again -> assertThat(again.revision()).isEqualTo(done.revision()));
    turnThePage();
    committed(create(pod("third")));
    assertThat(store.commit(first)).as("forgotten").isInstanceOf(CommitOutcome.Refused.class);
    try (var connection = factory.getConnection()) {
      assertThat(connection.keyCommands().keys((prefix() + "ops:*").getBytes())).hasSize(2);
    }
  }

  /** As if the page had been begun long ago. */
  private static void turnThePage() {
    try (var connection = factory.getConnection()) {
      connection
          .hashCommands()
          .hSet((prefix() + "state").getBytes(), "pageSince".getBytes(), "1".getBytes());
    }
  }

  private static String prefix() {
    return "{test-" + (stores - 1) + "}:";
  }

  @Test
  void aStateOfAnotherLayoutIsRefused() {
    try (var connection = factory.getConnection()) {
      connection
          .hashCommands()
          .hSet("{older}:state".getBytes(), "revision".getBytes(), "7".getBytes());
    }
    assertThatThrownBy(
            () -> open("older", 64 << 20, Duration.ofMillis(100), Duration.ofMillis(300)))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("older Gantry");
  }

  @Test
  void aKilledRedisIsStartedAgainAndNothingAcknowledgedIsLost() throws Exception {
    LogTailCache cache = new LogTailCache(store, Window.STANDARD, InstantSource.system());
    cache.start();
    List<Commit> sent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sent.add(create(pod("p" + i)));
    }
    List<Future<Committed>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < sent.size(); i++) {
        Commit commit = sent.get(i);
        if (i == 100) {
          ProcessHandle.of(redis.pid()).orElseThrow().destroyForcibly();
        }
        running.add(threads.submit(() -> (Committed) cache.commit(commit)));
      }
      for (Future<Committed> one : running) {
        Committed done = one.get(60, TimeUnit.SECONDS);
        assertThat(cache.get(done.objects().getFirst().key()))
            .hasValueSatisfying(o -> assertThat(o.revision()).isEqualTo(done.revision()));
      }
    }
    assertThat(stored()).hasSize(200);
    assertThat(running.stream().map(Future::resultNow).map(Committed::revision).distinct())
        .hasSize(200);
    cache.close();
  }

  @Test
  void withoutRedisTheStoreSaysSoAndComesBackByItself(@TempDir Path own) throws Exception {
    RedisProcess mine = new RedisProcess(settings(own));
    mine.start();
    LettuceConnectionFactory connections = RedisConnections.open(mine.endpoint());
    try (RedisStore there =
        new RedisStore(
            connections,
            new RedisSettings(
                "gantry", 4, Duration.ofMillis(300), Duration.ofMillis(300), Window.STANDARD))) {
      there.start(SOON);
      LogTailCache cache = new LogTailCache(there, Window.STANDARD, InstantSource.system());
      cache.start();
      cache.commit(create(pod("before")));
      mine.close();
      assertThatThrownBy(() -> cache.commit(create(pod("during"))))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("Redis");
      assertThatThrownBy(cache::refresh).isInstanceOf(StoreUnavailableException.class);
      assertThat(cache.get(pod("before").key())).as("reads go on from memory").isPresent();
      mine.start();
      Eventually.check(
          SOON,
          () -> {
            try {
              cache.commit(Samples.put(pod("after")));
            } catch (StoreUnavailableException e) {
              throw new AssertionError(e);
            }
          });
      assertThat(there.snapshot().objects()).hasSizeBetween(2, 3);
      cache.close();
    } finally {
      connections.destroy();
      mine.close();
    }
  }

  @Test
  void anEmptiedRedisIsANewEpochAboveAllThatWasSeen(@TempDir Path own) throws Exception {
    LogTailCache cache = new LogTailCache(store, Window.STANDARD, InstantSource.system());
    cache.start();
    for (int i = 0; i < 20; i++) {
      cache.commit(create(pod("p" + i)));
    }
    long before = cache.revision();
    String epoch = store.snapshot().epoch();
    // As if an older state had been restored: the counter goes back.
    try (var connection = factory.getConnection()) {
      connection.keyCommands().del((prefix() + "log").getBytes());
      connection
          .hashCommands()
          .hSet((prefix() + "state").getBytes(), "revision".getBytes(), "5".getBytes());
    }
    Eventually.check(SOON, () -> assertThat(cache.revision()).isGreaterThan(before));
    assertThat(store.snapshot().epoch()).isNotEqualTo(epoch);
    cache.commit(create(pod("later")));
    assertThat(cache.get(pod("later").key())).isPresent();
    cache.close();
  }
}

package io.gantry.resource.store.redis;

import io.gantry.resource.store.ObjectStore.OutcomeUnknownException;
import io.gantry.resource.store.ObjectStore.StoreUnavailableException;
import io.gantry.resource.store.redis.RedisLink.NoAnswerException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connections of a store: several for commands, one for blocking reads. Loads the function
 * library on each new connection, and keeps asking until an answer comes or the time is up.
 */
final class RedisLinks implements AutoCloseable {
  /** Changes when another reader would misread what is stored. */
  private static final byte[] LAYOUT = StoredCodec.utf8("2");

  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LAST_PAUSE = Duration.ofMillis(200);

  private final LettuceConnectionFactory factory;
  private final RedisSettings settings;
  private final FunctionLibrary library;
  private final List<RedisLink> links = new ArrayList<>();
  private final RedisLink blocking;
  private final AtomicInteger turn = new AtomicInteger();

  /** Redis's clock minus System.nanoTime, in nanoseconds. */
  private volatile long clockOffset;

  RedisLinks(LettuceConnectionFactory factory, RedisSettings settings, FunctionLibrary library) {
    this.factory = factory;
    this.settings = settings;
    this.library = library;
    for (int i = 0; i < settings.connections(); i++) {
      links.add(new RedisLink(factory, this::greet));
    }
    this.blocking = new RedisLink(factory, this::greet);
  }

  /** One more connection of the same kind; closed by the caller. */
  RedisLink another() {
    return new RedisLink(factory, this::greet);
  }

  private void greet(RedisAsyncCommands<byte[], byte[]> commands)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      wait(commands.functionLoad(library.text()));
    } catch (ExecutionException e) {
      // The same text under the same name: someone loaded it before.
      if (!RedisLink.reason(e).contains("already exists")) {
        throw e;
      }
    }
    byte[] state = StoredCodec.utf8(settings.key("state"));
    // Above 0, which as a resourceVersion means "any".
    byte[] layout = StoredCodec.utf8("layout");
    if (wait(commands.hsetnx(state, StoredCodec.utf8("revision"), StoredCodec.utf8("1")))) {
      wait(commands.hset(state, layout, LAYOUT));
    } else if (!Arrays.equals(wait(commands.hget(state, layout)), LAYOUT)) {
      throw new IllegalStateException(
          "the state there was written by an older Gantry, in a layout that this one does not read");
    }
    wait(
        commands.hsetnx(
            state,
            StoredCodec.utf8("epoch"),
            UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8)));
    List<byte[]> time = wait(commands.time());
    setClock(
        Long.parseLong(StoredCodec.text(time.get(0))) * 1000
            + Long.parseLong(StoredCodec.text(time.get(1))) / 1000);
  }

  private static <T> T wait(RedisFuture<T> answer)
      throws ExecutionException, TimeoutException, InterruptedException {
    return answer.get(ANSWER.toNanos(), TimeUnit.NANOSECONDS);
  }

  void setClock(long redisMillis) {
    clockOffset = TimeUnit.MILLISECONDS.toNanos(redisMillis) - System.nanoTime();
  }

  /** Redis's clock as last heard of, in milliseconds. */
  long clockMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() + clockOffset);
  }

  /** Makes sure that Redis was heard of once, so that its clock is known. */
  void connect(Duration within) {
    ask(commands -> commands.time(), within);
  }

  /**
   * Asks until answered. For questions that may be asked twice without harm.
   *
   * @throws OutcomeUnknownException no answer within the time, and at least once it was asked
   * @throws StoreUnavailableException it could not be asked, or Redis cannot serve
   */
  <T> T ask(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    Duration pause = FIRST_PAUSE;
    boolean sent = false;
    while (true) {
      Exception why;
      try {
        return next().ask(command, ANSWER);
      } catch (NoAnswerException e) {
        why = e;
        sent |= e.isSent();
      } catch (RedisCommandExecutionException e) {
        why = e;
        reloadIfForgotten(e);
      }
      if (System.nanoTime() + pause.toNanos() > deadline
          || Thread.currentThread().isInterrupted()) {
        throw sent
            ? new OutcomeUnknownException(why.getMessage(), why)
            : new StoreUnavailableException(why.getMessage(), why);
      }
      pause(pause);
      pause = pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
    }
  }

  /** A Redis that was emptied by hand under us: the connection is new to it. */
  private void reloadIfForgotten(RedisCommandExecutionException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Function not found") || message.contains("GANTRY")) {
      links.forEach(RedisLink::reset);
    }
  }

  /** One blocking read on the connection kept for those. */
  <T> T askBlocking(
      Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command, Duration within) {
    try {
      return blocking.ask(command, within.plus(ANSWER));
    } catch (NoAnswerException | RedisCommandExecutionException e) {
      throw new StoreUnavailableException(e.getMessage(), e);
    }
  }

  private RedisLink next() {
    return links.get(Math.floorMod(turn.getAndIncrement(), links.size()));
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    links.forEach(RedisLink::close);
    blocking.close();
  }
}

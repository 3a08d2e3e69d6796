package io.gantry.resource.store.redis;

import io.lettuce.core.AbstractRedisAsyncCommands;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * One connection, shared by many threads (commands are pipelined), opened when first wanted and
 * again after it broke. A command that got no answer closes the connection, so that it cannot take
 * effect much later; whether it did is for the caller to find out.
 */
final class RedisLink implements AutoCloseable {
  /** There is no answer. */
  static final class NoAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Whether the command went out, so that it may have taken effect. */
    private final boolean sent;

    NoAnswerException(String message, Throwable cause, boolean sent) {
      super(message, cause);
      this.sent = sent;
    }

    boolean isSent() {
      return sent;
    }
  }

  /** Runs on every new connection, before anybody else may use it. */
  interface Handshake {
    void greet(RedisAsyncCommands<byte[], byte[]> commands)
        throws ExecutionException, TimeoutException, InterruptedException;
  }

  private record Open(RedisConnection connection, RedisAsyncCommands<byte[], byte[]> commands) {
    boolean isUsable() {
      return ((AbstractRedisAsyncCommands<byte[], byte[]>) commands).getConnection().isOpen();
    }
  }

  /** After a failure, others are refused for so long without trying again. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

  private final LettuceConnectionFactory factory;
  private final Handshake handshake;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile Open open;
  private volatile boolean closed;
  private long failedAt;
  private NoAnswerException failure;

  RedisLink(LettuceConnectionFactory factory, Handshake handshake) {
    this.factory = factory;
    this.handshake = handshake;
  }

  /**
   * Sends a command and waits for its answer.
   *
   * @throws RedisCommandExecutionException Redis's own refusal: the command had no effect
   */
  <T> T ask(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command, Duration atMost)
      throws NoAnswerException {
    Open current = opened();
    RedisFuture<T> answer = null;
    try {
      answer = command.apply(current.commands);
      return answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RedisCommandExecutionException refusal) {
        throw refusal;
      }
      throw broken(current, e.getCause());
    } catch (TimeoutException e) {
      throw broken(current, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      throw new NoAnswerException("interrupted", e, true);
    } catch (RuntimeException e) {
      throw broken(current, e);
    }
  }

  /** Opens the connection where that is to be done; {@link #send} does not. */
  void open() throws NoAnswerException {
    opened();
  }

  /**
   * Sends a command without waiting. Whoever gives up the wait for the answer calls {@link #reset}.
   *
   * @throws NoAnswerException the connection is not open
   */
  <T> RedisFuture<T> send(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command)
      throws NoAnswerException {
    Open current = open;
    if (current == null || !current.isUsable()) {
      throw new NoAnswerException("not connected", null, false);
    }
    try {
      return command.apply(current.commands);
    } catch (RuntimeException e) {
      throw broken(current, e);
    }
  }

  private NoAnswerException broken(Open broken, Throwable cause) {
    release(broken);
    return new NoAnswerException("no answer from Redis: " + reason(cause), cause, true);
  }

  private Open opened() throws NoAnswerException {
    Open current = open;
    if (current != null && current.isUsable()) {
      return current;
    }
    opening.lock();
    try {
      current = open;
      if (current != null && current.isUsable()) {
        return current;
      }
      if (closed) {
        throw new NoAnswerException("closed", null, false);
      }
      if (failure != null && System.nanoTime() - failedAt < PAUSE.toNanos()) {
        throw failure;
      }
      release(current);
      open = null;
      open = connect();
      failure = null;
      return open;
    } catch (NoAnswerException e) {
      failure = e;
      failedAt = System.nanoTime();
      throw e;
    } finally {
      opening.unlock();
    }
  }

  @SuppressWarnings("unchecked")
  private Open connect() throws NoAnswerException {
    RedisConnection connection = null;
    try {
      connection = factory.getConnection();
      Open made =
          new Open(
              connection, (RedisAsyncCommands<byte[], byte[]>) connection.getNativeConnection());
      handshake.greet(made.commands);
      return made;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      release(connection);
      throw new NoAnswerException("interrupted", e, false);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      release(connection);
      throw new NoAnswerException("cannot connect to Redis: " + reason(e), e, false);
    }
  }

  private static void release(Open open) {
    if (open != null) {
      release(open.connection);
    }
  }

  private static void release(RedisConnection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (RuntimeException e) {
      LOG.debug("closing a connection that is given up anyway", e);
    }
  }

  /** The innermost message: the outer ones only say that something failed. */
  static String reason(Throwable failure) {
    Throwable at = failure;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
  }

  /** The next question goes over a new connection. */
  void reset() {
    release(open);
  }

  @Override
  public void close() {
    opening.lock();
    try {
      closed = true;
      release(open);
    } finally {
      opening.unlock();
    }
  }
}

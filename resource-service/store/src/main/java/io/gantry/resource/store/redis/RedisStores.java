package io.gantry.resource.store.redis;

import io.gantry.resource.store.ObjectStore;
import java.time.Duration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Opens stores for those who must not know what they are made of. */
public final class RedisStores {
  private RedisStores() {}

  /** A store with what has to be closed after it. */
  public record Opened(ObjectStore store, AutoCloseable connections) implements AutoCloseable {
    @Override
    public void close() {
      store.close();
      try {
        connections.close();
      } catch (Exception e) {
        throw new IllegalStateException("connections to Redis do not close", e);
      }
    }
  }

  /**
   * Returns when Redis has answered.
   *
   * @throws ObjectStore.StoreUnavailableException it did not within the time
   */
  public static Opened open(RedisEndpoint endpoint, RedisSettings settings, Duration within) {
    LettuceConnectionFactory connections = RedisConnections.open(endpoint);
    RedisStore store = new RedisStore(connections, settings);
    try {
      store.start(within);
    } catch (RuntimeException e) {
      store.close();
      connections.destroy();
      throw e;
    }
    return new Opened(store, connections::destroy);
  }
}

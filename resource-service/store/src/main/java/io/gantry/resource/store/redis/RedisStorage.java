package io.gantry.resource.store.redis;

import io.gantry.resource.store.ObjectStore;
import io.gantry.resource.store.redis.RedisProcess.RedisStartException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A store with the connections, and perhaps the server, that are there for it alone. */
public final class RedisStorage implements AutoCloseable {
  private final RedisProcess process;
  private final LettuceConnectionFactory connections;
  private final RedisStore store;

  private RedisStorage(RedisProcess process, RedisEndpoint endpoint, RedisSettings settings) {
    this.process = process;
    this.connections = RedisConnections.open(endpoint);
    this.store = new RedisStore(connections, settings);
  }

  /**
   * On a server of its own, which ends with it; one that a crash left behind is taken over.
   *
   * @throws RedisStartException in words for the user
   */
  public static RedisStorage start(RedisProcess.Settings server, RedisSettings settings)
      throws RedisStartException {
    RedisProcess process = new RedisProcess(server);
    process.start();
    return new RedisStorage(process, process.endpoint(), settings);
  }

  /** On a server that is somebody else's to start and stop. */
  public static RedisStorage at(RedisEndpoint endpoint, RedisSettings settings) {
    return new RedisStorage(null, endpoint, settings);
  }

  public ObjectStore store() {
    return store;
  }

  @Override
  public void close() {
    store.close();
    connections.destroy();
    if (process != null) {
      process.close();
    }
  }
}

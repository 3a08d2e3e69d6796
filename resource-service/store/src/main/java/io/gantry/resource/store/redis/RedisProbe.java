package io.gantry.resource.store.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Asks a starting Redis who it is; apart from the store's connections. */
final class RedisProbe implements AutoCloseable {
  /**
   * @param pid of the server; 0 when it does not serve yet
   * @param failure why not
   */
  record Answer(long pid, String failure) {}

  private static final String PID = "process_id:";
  private static final Duration WITHIN = Duration.ofSeconds(2);

  private final RedisEndpoint endpoint;
  private RedisClient client;

  RedisProbe(RedisEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  Answer ask() {
    // A plain socket first: a client is costly to make before anybody listens.
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(endpoint.host(), endpoint.port()), (int) WITHIN.toMillis());
    } catch (IOException e) {
      return new Answer(0, e.toString());
    }
    try (StatefulRedisConnection<String, String> connection = client().connect()) {
      // Loading is an error to any command but INFO: hence the ping.
      connection.sync().ping();
      return connection
          .sync()
          .info("server")
          .lines()
          .filter(line -> line.startsWith(PID))
          .map(line -> new Answer(Long.parseLong(line.substring(PID.length()).trim()), ""))
          .findFirst()
          .orElse(new Answer(0, "it does not tell its process id"));
    } catch (RuntimeException e) {
      return new Answer(0, RedisLink.reason(e));
    }
  }

  private RedisClient client() {
    if (client == null) {
      client =
          RedisClient.create(
              RedisURI.builder()
                  .withHost(endpoint.host())
                  .withPort(endpoint.port())
                  .withPassword(endpoint.password().toCharArray())
                  .withTimeout(WITHIN)
                  .build());
    }
    return client;
  }

  @Override
  public void close() {
    if (client != null) {
      client.shutdownAsync(0, WITHIN.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    }
  }
}

package io.gantry.resource.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import java.time.Duration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Connection factories with the options that the store relies on. */
public final class RedisConnections {
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private RedisConnections() {}

  /**
   * A started factory. Connections do not come back by themselves: Lettuce would send again what
   * was under way when the old one broke, and a create would be answered with a conflict to its own
   * success. {@link RedisLink} opens new ones, and retries carry an operation id.
   *
   * @param password empty for none
   */
  public static LettuceConnectionFactory open(RedisEndpoint endpoint) {
    RedisStandaloneConfiguration server =
        new RedisStandaloneConfiguration(endpoint.host(), endpoint.port());
    server.setPassword(RedisPassword.of(endpoint.password()));
    LettuceConnectionFactory factory =
        new LettuceConnectionFactory(
            server,
            LettuceClientConfiguration.builder()
                .commandTimeout(Duration.ofSeconds(5))
                .shutdownTimeout(Duration.ZERO)
                .clientOptions(
                    ClientOptions.builder()
                        .autoReconnect(false)
                        .socketOptions(SocketOptions.builder().connectTimeout(CONNECT).build())
                        .build())
                .build());
    factory.setShareNativeConnection(false);
    factory.setValidateConnection(false);
    factory.afterPropertiesSet();
    factory.start();
    return factory;
  }
}

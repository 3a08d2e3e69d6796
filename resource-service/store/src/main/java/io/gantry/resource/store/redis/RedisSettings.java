package io.gantry.resource.store.redis;

import io.gantry.resource.store.Window;
import java.time.Duration;

/**
 * How the store uses Redis.
 *
 * @param prefix of all keys; several clusters may share one Redis under different prefixes
 * @param connections four: one tops out at half the commits per second, sixteen bring nothing more
 * @param commitWithin how long a commit is tried before the store counts as unavailable
 * @param readWithin the same for reads
 * @param log bounds of the change log
 */
public record RedisSettings(
    String prefix, int connections, Duration commitWithin, Duration readWithin, Window log) {
  public static final RedisSettings STANDARD =
      new RedisSettings(
          "gantry", 4, Duration.ofSeconds(10), Duration.ofSeconds(5), Window.STANDARD);

  public RedisSettings withLog(Window window) {
    return new RedisSettings(prefix, connections, commitWithin, readWithin, window);
  }

  String key(String name) {
    return "{" + prefix + "}:" + name;
  }
}

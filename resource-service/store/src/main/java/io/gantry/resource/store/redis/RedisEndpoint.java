package io.gantry.resource.store.redis;

/**
 * Where a Redis answers.
 *
 * @param password empty for none
 */
public record RedisEndpoint(String host, int port, String password) {
  @Override
  public String toString() {
    return host + ":" + port;
  }
}

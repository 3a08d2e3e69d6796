package io.gantry.resource.server;

import java.time.Duration;

/**
 * @param serverAddress host and port at which clients reach the API: discovery names it
 * @param maxInFlight requests served at once
 * @param startWithin how long the store may take to be read
 * @param ownsStore whether no other process commits to the store; then reads are served from memory
 *     while the store is away
 */
public record ResourceServiceSettings(
    String serverAddress, int maxInFlight, Duration startWithin, boolean ownsStore) {
  public static ResourceServiceSettings of(String serverAddress, boolean ownsStore) {
    return new ResourceServiceSettings(serverAddress, 600, Duration.ofSeconds(30), ownsStore);
  }
}

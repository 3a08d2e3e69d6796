package io.gantry.resource.server;

import java.time.Duration;

/**
 * @param serverAddress host and port at which clients reach the API: discovery names it
 * @param maxInFlight requests served at once
 * @param startWithin how long the store may take to be read
 */
public record ResourceServiceSettings(String serverAddress, int maxInFlight, Duration startWithin) {
  public static ResourceServiceSettings of(String serverAddress) {
    return new ResourceServiceSettings(serverAddress, 600, Duration.ofSeconds(30));
  }
}

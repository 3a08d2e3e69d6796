package io.gantry.resource.server;

import java.time.Duration;

/**
 * @param apiServerAddress an IP at which clients reach the API: discovery and the endpoints of the
 *     service {@code kubernetes} name it
 * @param clientCa certificate (PEM) that client certificates are checked with
 * @param frontProxyCa certificate (PEM) that front proxies' certificates are checked with
 * @param maxInFlight requests served at once
 * @param startWithin how long the store may take to be read
 */
public record ResourceServiceSettings(
    String apiServerAddress,
    int apiServerPort,
    String clientCa,
    String frontProxyCa,
    int maxInFlight,
    Duration startWithin) {
  public static ResourceServiceSettings of(
      String apiServerAddress, int apiServerPort, String clientCa, String frontProxyCa) {
    return new ResourceServiceSettings(
        apiServerAddress, apiServerPort, clientCa, frontProxyCa, 600, Duration.ofSeconds(30));
  }
}

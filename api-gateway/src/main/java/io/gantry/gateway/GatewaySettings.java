package io.gantry.gateway;

import java.time.Duration;

/**
 * How the front door listens.
 *
 * @param address to bind, {@code 0.0.0.0} for all
 * @param port 6443; 0 takes a free one
 * @param idleConnection after which a connection without any request is closed; requests
 *     themselves, watches first of all, may be silent for as long as they like
 */
public record GatewaySettings(String address, int port, Duration idleConnection) {
  public static final int DEFAULT_PORT = 6443;

  public static GatewaySettings on(String address, int port) {
    return new GatewaySettings(address, port, Duration.ofMinutes(5));
  }
}

package io.gantry.resource.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration of the service as a process of its own.
 *
 * @param pki folder with the cluster's certificates
 * @param address to bind; loopback when not given
 * @param port 6444 when not given; 0 takes a free one
 * @param apiAddress an IP at which pods and clients reach the gateway: the endpoints of the service
 *     {@code kubernetes} name it, so loopback will not do
 * @param apiPort the gateway's port; 6443 when not given
 * @param redisHost loopback when not given
 * @param redisPort 6379 when not given
 * @param redisPassword none when not given
 * @param redisPrefix of all keys; {@code gantry} when not given
 */
@ConfigurationProperties("gantry.resource-service")
public record ResourceServiceProperties(
    Path pki,
    String address,
    Integer port,
    String apiAddress,
    Integer apiPort,
    String redisHost,
    Integer redisPort,
    String redisPassword,
    String redisPrefix) {
  public ResourceServiceProperties {
    address = address == null ? "127.0.0.1" : address;
    port = port == null ? 6444 : port;
    apiPort = apiPort == null ? 6443 : apiPort;
    redisHost = redisHost == null ? "127.0.0.1" : redisHost;
    redisPort = redisPort == null ? 6379 : redisPort;
    redisPassword = redisPassword == null ? "" : redisPassword;
    redisPrefix = redisPrefix == null ? "gantry" : redisPrefix;
    List<String> problems = new ArrayList<>();
    if (pki == null) {
      problems.add("gantry.resource-service.pki: which folder holds the certificates?");
    }
    if (apiAddress == null || apiAddress.startsWith("127.") || apiAddress.equals("::1")) {
      problems.add(
          "gantry.resource-service.api-address: which address, other than loopback, has the gateway?");
    }
    checkPort(problems, "port", port);
    checkPort(problems, "api-port", apiPort);
    checkPort(problems, "redis-port", redisPort);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  private static void checkPort(List<String> problems, String name, int port) {
    if (port < 0 || port > 65535) {
      problems.add("gantry.resource-service." + name + ": must be between 0 and 65535");
    }
  }
}

package io.gantry.resource.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code gantry.*} of the service's process.
 *
 * @param state the cluster's folder: certificates in {@code pki}, data in {@code redis}
 * @param nodeIp the address the API is reached at; discovery and the Service {@code kubernetes}
 *     name it
 * @param apiPort the gateway's, at that address
 * @param resourceAddress what this service listens on, for gateways alone
 * @param resourcePort 0 takes a free one
 * @param redisServer the redis-server to start, a path or a name on PATH
 * @param redis a server that is there already, instead
 */
@ConfigurationProperties("gantry")
record ResourceServiceProperties(
    Path state,
    @DefaultValue("") String nodeIp,
    @DefaultValue("6443") int apiPort,
    @DefaultValue("127.0.0.1") String resourceAddress,
    @DefaultValue("6444") int resourcePort,
    @DefaultValue("redis-server") String redisServer,
    @DefaultValue Redis redis) {
  /**
   * @param host empty for a server of the service's own
   * @param password empty for none
   */
  record Redis(
      @DefaultValue("") String host,
      @DefaultValue("6379") int port,
      @DefaultValue("") String password) {}

  /** All that is missing, said at once. */
  ResourceServiceProperties {
    List<String> problems = new ArrayList<>();
    if (state == null) {
      problems.add("gantry.state: the cluster's folder must be given");
    }
    if (nodeIp.isEmpty()) {
      problems.add("gantry.node-ip: the address the API is reached at must be given");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }
}

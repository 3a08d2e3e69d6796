package io.gantry.standalone;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The cluster's configuration, under {@code gantry.}.
 *
 * @param state the cluster's folder: certificates, Redis' data, volumes of pods
 * @param profile the cluster's id, part of every name it leaves on the host
 * @param apiAddress what the API listens on
 * @param nodeName empty for the host's name
 * @param nodeIp empty for the first address that is not loopback
 * @param redisServer the redis-server to start, a path or a name on PATH
 */
@ConfigurationProperties("gantry")
record StandaloneSettings(
    Path state,
    @DefaultValue("gantry") String profile,
    @DefaultValue("0.0.0.0") String apiAddress,
    @DefaultValue("6443") int apiPort,
    @DefaultValue("10250") int kubeletPort,
    @DefaultValue("") String nodeName,
    @DefaultValue("") String nodeIp,
    @DefaultValue("redis-server") String redisServer) {
  StandaloneSettings {
    if (state == null) {
      throw new IllegalArgumentException("gantry.state: the cluster's folder must be given");
    }
  }
}

package io.gantry.scheduler;

import io.gantry.controlruntime.PemIdentity;
import java.net.URI;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code gantry.*} of the service's process.
 *
 * @param api where the API is and who the service is
 * @param kafka where changes come from
 * @param leaderElection whether several processes of the service agree on which one works
 */
@ConfigurationProperties("gantry")
record SchedulerProperties(
    Api api, @DefaultValue Kafka kafka, @DefaultValue("true") boolean leaderElection) {
  /**
   * @param bootstrapServers {@code host:port,...}; empty to watch the API instead
   */
  record Kafka(@DefaultValue("") String bootstrapServers) {}

  /**
   * @param server such as {@code https://127.0.0.1:6443}
   * @param ca PEM file of the cluster's authority
   * @param certificate PEM file of the service's certificate
   * @param key PEM file of its private key
   */
  record Api(URI server, Path ca, Path certificate, Path key) {
    Api {
      if (server == null || ca == null || certificate == null || key == null) {
        throw new IllegalArgumentException(
            "gantry.api.server, .ca, .certificate and .key must all be set");
      }
    }

    PemIdentity identity() {
      return new PemIdentity(ca, certificate, key);
    }
  }

  SchedulerProperties {
    if (api == null) {
      throw new IllegalArgumentException(
          "gantry.api.server, .ca, .certificate and .key must all be set");
    }
  }
}

package io.gantry.replication;

import io.gantry.controlruntime.PemIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code gantry.*} of the service's process.
 *
 * @param api where the API is and who the service is
 * @param kafka where changes come from
 * @param controllers which controllers run
 */
@ConfigurationProperties("gantry")
record ReplicationProperties(
    Api api, @DefaultValue Kafka kafka, @DefaultValue Controllers controllers) {
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

  /**
   * @param off names of controllers that don't run, such as {@code deployment-controller}
   * @param leaderElection whether several processes of the service agree on which one works
   */
  record Controllers(@DefaultValue Set<String> off, @DefaultValue("true") boolean leaderElection) {}

  ReplicationProperties {
    if (api == null) {
      throw new IllegalArgumentException(
          "gantry.api.server, .ca, .certificate and .key must all be set");
    }
  }
}

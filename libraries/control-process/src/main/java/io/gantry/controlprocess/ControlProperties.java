package io.gantry.controlprocess;

import io.gantry.controlruntime.PemIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code gantry.*} of every controller service's process.
 *
 * @param api where the API is and who the service is
 * @param kafka where changes come from
 * @param controllers which controllers run, where a service has several
 * @param leaderElection whether several processes of the service agree on which one works
 */
@ConfigurationProperties("gantry")
public record ControlProperties(
    Api api,
    @DefaultValue Kafka kafka,
    @DefaultValue Controllers controllers,
    @DefaultValue("true") boolean leaderElection) {
  private static final String MISSING =
      "gantry.api.server, .ca, .certificate and .key must all be set";

  /**
   * @param bootstrapServers {@code host:port,...}; empty to watch the API instead
   */
  public record Kafka(@DefaultValue("") String bootstrapServers) {}

  /**
   * @param off names of controllers that don't run, such as {@code namespace-controller}
   */
  public record Controllers(@DefaultValue Set<String> off) {}

  /**
   * @param server such as {@code https://127.0.0.1:6443}
   * @param ca PEM file of the cluster's authority
   * @param certificate PEM file of the service's certificate
   * @param key PEM file of its private key
   */
  public record Api(URI server, Path ca, Path certificate, Path key) {
    public Api {
      if (server == null || ca == null || certificate == null || key == null) {
        throw new IllegalArgumentException(MISSING);
      }
    }

    PemIdentity identity() {
      return new PemIdentity(ca, certificate, key);
    }
  }

  public ControlProperties {
    if (api == null) {
      throw new IllegalArgumentException(MISSING);
    }
  }
}

package io.gantry.gateway;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration of the gateway as a process of its own.
 *
 * @param pki folder with the cluster's certificates
 * @param address to bind; all when not given
 * @param port 6443 when not given; 0 takes a free one
 * @param names further names and addresses the API is reached under
 * @param resourceService {@code https://host:port}
 */
@ConfigurationProperties("gantry.gateway")
public record GatewayProperties(
    Path pki, String address, Integer port, List<String> names, URI resourceService) {
  public GatewayProperties {
    address = address == null ? "0.0.0.0" : address;
    port = port == null ? GatewaySettings.DEFAULT_PORT : port;
    names = names == null ? List.of() : List.copyOf(names);
    List<String> problems = new ArrayList<>();
    if (pki == null) {
      problems.add("gantry.gateway.pki: which folder holds the certificates?");
    }
    if (resourceService == null
        || !"https".equals(resourceService.getScheme())
        || resourceService.getPort() < 0) {
      problems.add("gantry.gateway.resource-service: must be https://host:port");
    }
    if (port < 0 || port > 65535) {
      problems.add("gantry.gateway.port: must be between 0 and 65535");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }
}

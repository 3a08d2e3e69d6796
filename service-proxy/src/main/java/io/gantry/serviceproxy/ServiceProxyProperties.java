package io.gantry.serviceproxy;

import io.gantry.controlruntime.PemIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code gantry.*} of the proxy's process.
 *
 * @param cluster the cluster's id: part of every name the proxy gives on the machine
 * @param api where the API is and who the proxy is
 * @param nodeName of the node it works on
 * @param nodeIp that node's address
 * @param serviceCidr all cluster IPs
 */
@ConfigurationProperties("gantry")
record ServiceProxyProperties(
    @DefaultValue("gantry") String cluster,
    Api api,
    @DefaultValue("") String nodeName,
    @DefaultValue("") String nodeIp,
    @DefaultValue("10.96.0.0/12") String serviceCidr) {
  /**
   * @param server such as {@code https://127.0.0.1:6443}
   * @param ca PEM file of the cluster's authority
   * @param certificate PEM file of the proxy's certificate
   * @param key PEM file of its private key
   */
  record Api(URI server, Path ca, Path certificate, Path key) {
    PemIdentity identity() {
      return new PemIdentity(ca, certificate, key);
    }
  }

  /** All that is missing, said at once. */
  ServiceProxyProperties {
    List<String> missing = new ArrayList<>();
    if (api == null
        || api.server() == null
        || api.ca() == null
        || api.certificate() == null
        || api.key() == null) {
      missing.add("gantry.api.server, .ca, .certificate and .key must all be set");
    }
    if (nodeName.isEmpty() || nodeIp.isEmpty()) {
      missing.add("gantry.node-name and gantry.node-ip must be set");
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", missing));
    }
  }
}

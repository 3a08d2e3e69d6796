package io.gantry.nodeagent;

import io.gantry.controlruntime.PemIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code gantry.*} of the agent's process.
 *
 * @param cluster the cluster's id: part of every name the agent gives on the machine
 * @param api where the API is and who the agent is: {@code system:node:<name>}
 * @param network who the agent is where it routes to other nodes' pods: a node may read itself
 *     alone
 * @param kubelet the agent's own API
 * @param keepContainers whether the pods' containers outlive the process when it ends
 * @param keepContainersMark a file whose presence at the end says so for this once; may be null
 * @param stopGrace seconds they get to end by themselves when they do not
 */
@ConfigurationProperties("gantry")
record NodeAgentProperties(
    @DefaultValue("gantry") String cluster,
    Api api,
    @DefaultValue Node node,
    Network network,
    Kubelet kubelet,
    @DefaultValue("true") boolean keepContainers,
    Path keepContainersMark,
    @DefaultValue("10") int stopGrace) {

  /**
   * @param server such as {@code https://127.0.0.1:6443}
   * @param ca PEM file of the cluster's authority
   * @param certificate PEM file of the agent's client certificate
   * @param key PEM file of its private key
   */
  record Api(URI server, Path ca, Path certificate, Path key) {
    PemIdentity identity() {
      return new PemIdentity(ca, certificate, key);
    }
  }

  /**
   * @param certificate PEM file of a client certificate that may read nodes, such as kube-proxy's
   * @param key PEM file of its private key
   */
  record Network(Path certificate, Path key) {
    PemIdentity identity(Path ca) {
      return new PemIdentity(ca, certificate, key);
    }
  }

  /**
   * @param name empty for the host's
   * @param ip empty for the first address that is not loopback
   * @param docker as DOCKER_HOST; empty for the environment's or the usual socket
   * @param podCidr empty where the cluster assigns it
   * @param clusterDns empty while there is none
   * @param network {@code auto}, {@code routed} or {@code bridge}
   */
  record Node(
      @DefaultValue("") String name,
      @DefaultValue("") String ip,
      @DefaultValue("") String docker,
      @DefaultValue("/var/lib/gantry/node") Path state,
      @DefaultValue("/run/gantry/node") Path volatileState,
      @DefaultValue("") String podCidr,
      @DefaultValue("") String clusterDns,
      @DefaultValue("cluster.local") String clusterDomain,
      @DefaultValue("AUTO") NodeAgentConfig.Network network) {}

  /**
   * @param clientCa PEM file of the authority whose certificates may ask (the gateway's)
   * @param certificate PEM file of the serving certificate
   * @param key PEM file of its private key
   */
  record Kubelet(@DefaultValue("10250") int port, Path clientCa, Path certificate, Path key) {
    PemIdentity identity() {
      return new PemIdentity(clientCa, certificate, key);
    }
  }

  /** All that is missing, said at once. */
  NodeAgentProperties {
    List<String> missing = new ArrayList<>();
    if (api == null
        || api.server() == null
        || api.ca() == null
        || api.certificate() == null
        || api.key() == null) {
      missing.add("gantry.api.server, .ca, .certificate and .key must all be set");
    }
    if (network == null || network.certificate() == null || network.key() == null) {
      missing.add("gantry.network.certificate and .key must all be set");
    }
    if (kubelet == null
        || kubelet.clientCa() == null
        || kubelet.certificate() == null
        || kubelet.key() == null) {
      missing.add("gantry.kubelet.client-ca, .certificate and .key must all be set");
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", missing));
    }
  }

  boolean containersStay() {
    return keepContainers || (keepContainersMark != null && Files.exists(keepContainersMark));
  }

  NodeAgentConfig config() {
    return new NodeAgentConfig(
        cluster,
        node.name().isEmpty() ? hostname() : node.name(),
        node.ip(),
        node.docker(),
        node.state(),
        node.volatileState(),
        kubelet.port(),
        node.podCidr(),
        node.clusterDns(),
        node.clusterDomain(),
        node.network());
  }

  private static String hostname() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname"))
          .strip()
          .toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.gantry.nodeagent.containers;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.pod.PodAddress;
import io.gantry.nodeagent.pod.PodView;
import tools.jackson.databind.JsonNode;

/** The pod's {@code /etc/hosts}. */
public final class HostsFile {
  private static final String POD =
      """
      # Kubernetes-managed hosts file.
      127.0.0.1\tlocalhost
      ::1\tlocalhost ip6-localhost ip6-loopback
      fe00::0\tip6-localnet
      fe00::0\tip6-mcastprefix
      fe00::1\tip6-allnodes
      fe00::2\tip6-allrouters
      """;

  private HostsFile() {}

  /**
   * @param nodeHosts the node's own file, which a pod on the node's network sees
   */
  public static String content(
      PodView pod, PodAddress address, String clusterDomain, String nodeHosts) {
    StringBuilder file = new StringBuilder();
    if (pod.hostNetwork()) {
      file.append("# Kubernetes-managed hosts file (host network).\n").append(nodeHosts);
    } else {
      file.append(POD);
      if (!address.ip().isEmpty()) {
        String hostname = hostname(pod);
        String subdomain = Json.text(pod.spec(), "subdomain");
        file.append(address.ip()).append('\t');
        if (!subdomain.isEmpty()) {
          file.append(hostname)
              .append('.')
              .append(subdomain)
              .append('.')
              .append(pod.ref().namespace())
              .append(".svc.")
              .append(clusterDomain)
              .append('\t');
        }
        file.append(hostname).append('\n');
      }
    }
    if (!Json.items(pod.spec(), "hostAliases").isEmpty()) {
      file.append("\n# Entries added by HostAliases.\n");
      for (JsonNode alias : Json.items(pod.spec(), "hostAliases")) {
        file.append(Json.text(alias, "ip"))
            .append('\t')
            .append(String.join("\t", Json.texts(alias, "hostnames")))
            .append('\n');
      }
    }
    return file.toString();
  }

  /** The pod's host name: at most 63 characters, as the kernel allows no longer one. */
  public static String hostname(PodView pod) {
    String given = Json.text(pod.spec(), "hostname");
    String name = given.isEmpty() ? pod.ref().name() : given;
    if (name.length() <= 63) {
      return name;
    }
    return name.substring(0, 63).replaceAll("[-.]+$", "");
  }
}

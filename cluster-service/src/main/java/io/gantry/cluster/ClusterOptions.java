package io.gantry.cluster;

import io.gantry.cluster.control.ResourceCatalog;
import java.util.Set;

/**
 * @param rootCa the cluster's CA certificates in PEM, for {@code kube-root-ca.crt}
 * @param catalog what the API serves
 * @param clusterCidr the range pods' addresses come from, {@code 10.244.0.0/16}
 * @param disabled names of controllers that are not to run
 */
public record ClusterOptions(
    String rootCa, ResourceCatalog catalog, String clusterCidr, Set<String> disabled) {
  public static final String DEFAULT_CLUSTER_CIDR = "10.244.0.0/16";

  public ClusterOptions(String rootCa, ResourceCatalog catalog) {
    this(rootCa, catalog, DEFAULT_CLUSTER_CIDR, Set.of());
  }
}

package io.gantry.cluster.nodeipam;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Cuts the cluster's IPv4 range into one /24 per node. Pure. */
final class CidrPlanner {
  private static final int NODE_PREFIX = 24;

  private final long base;
  private final int subnets;

  /**
   * @param cluster such as {@code 10.244.0.0/16}; at most a /24
   */
  CidrPlanner(String cluster) {
    int slash = cluster.indexOf('/');
    int prefix = slash < 0 ? -1 : Integer.parseInt(cluster.substring(slash + 1));
    if (prefix < 8 || prefix > NODE_PREFIX) {
      throw new IllegalArgumentException(
          "cluster CIDR must be a range of IPv4 between /8 and /24: " + cluster);
    }
    this.base = address(cluster.substring(0, slash)) & (-1L << (32 - prefix));
    this.subnets = 1 << (NODE_PREFIX - prefix);
  }

  /** The first range nobody has; empty when all are taken. */
  Optional<String> free(Collection<String> taken) {
    Set<String> used = new HashSet<>(taken);
    for (int i = 0; i < subnets; i++) {
      long subnet = base + ((long) i << (32 - NODE_PREFIX));
      String cidr = text(subnet) + "/" + NODE_PREFIX;
      if (!used.contains(cidr)) {
        return Optional.of(cidr);
      }
    }
    return Optional.empty();
  }

  private static long address(String text) {
    long value = 0;
    for (String part : text.split("\\.")) {
      value = value << 8 | Integer.parseInt(part);
    }
    return value;
  }

  private static String text(long value) {
    return (value >> 24 & 255)
        + "."
        + (value >> 16 & 255)
        + "."
        + (value >> 8 & 255)
        + "."
        + (value & 255);
  }
}

package io.gantry.cluster;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code gantry.*} that this service alone has.
 *
 * @param clusterCidr the range pods' addresses come from
 */
@ConfigurationProperties("gantry")
record ClusterProperties(@DefaultValue(ClusterOptions.DEFAULT_CLUSTER_CIDR) String clusterCidr) {}

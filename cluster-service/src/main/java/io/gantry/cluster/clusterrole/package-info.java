/** ClusterRoles that are put together from others. */
package io.gantry.cluster.clusterrole;

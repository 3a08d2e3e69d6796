/** Every active namespace holds the cluster's CA, so that pods can trust the API server. */
package io.gantry.cluster.rootca;

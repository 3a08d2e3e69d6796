/** How much of each quota is used, as its status says. */
package io.gantry.cluster.resourcequota;

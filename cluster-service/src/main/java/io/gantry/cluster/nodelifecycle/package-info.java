/** Notices nodes that fell silent, and says so in conditions and taints. */
package io.gantry.cluster.nodelifecycle;

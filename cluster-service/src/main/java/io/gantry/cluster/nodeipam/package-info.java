/** Gives every node a range of pod addresses. */
package io.gantry.cluster.nodeipam;

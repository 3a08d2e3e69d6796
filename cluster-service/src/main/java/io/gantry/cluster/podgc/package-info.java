/** Removes pods that nobody else will: orphaned by their node, ended long ago, never placed. */
package io.gantry.cluster.podgc;

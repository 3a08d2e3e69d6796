/** Removes pods from nodes with NoExecute taints they do not tolerate. */
package io.gantry.cluster.tainteviction;

/** Tells kubelets how long they may cache objects. */
package io.gantry.cluster.ttl;

/** Volumes: directories on the node that are bound into a pod's containers. */
package io.gantry.nodeagent.volumes;

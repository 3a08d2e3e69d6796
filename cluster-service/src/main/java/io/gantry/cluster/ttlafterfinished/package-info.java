/** Removes finished Jobs whose time is over. */
package io.gantry.cluster.ttlafterfinished;

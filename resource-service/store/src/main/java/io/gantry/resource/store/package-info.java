/** Storage: the port with its two implementations, and the watch cache that answers all reads. */
package io.gantry.resource.store;

/** Empties and ends namespaces that are being deleted. */
package io.gantry.cluster.namespace;

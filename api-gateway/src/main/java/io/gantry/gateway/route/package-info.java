/** The ways to resource-service: in the same JVM, or over the network. */
package io.gantry.gateway.route;

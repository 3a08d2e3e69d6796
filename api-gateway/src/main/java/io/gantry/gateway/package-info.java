/** The front door: TLS, authentication, and the two ways on: resource-service and node streams. */
package io.gantry.gateway;

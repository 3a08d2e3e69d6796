/** The addresses behind a Service, as Endpoints. */
package io.gantry.cluster.endpoints;

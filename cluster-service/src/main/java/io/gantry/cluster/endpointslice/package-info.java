/** The addresses behind a Service, as EndpointSlices. */
package io.gantry.cluster.endpointslice;

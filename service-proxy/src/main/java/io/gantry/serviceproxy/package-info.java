/** Makes Services reachable on a node: from Services and EndpointSlices to nftables (DESIGN.md). */
package io.gantry.serviceproxy;

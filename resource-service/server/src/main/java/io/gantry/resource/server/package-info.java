/**
 * The resource service as a process, and as parts for one JVM: servlet, in-process clients, wiring.
 */
package io.gantry.resource.server;

/** All services composed in one JVM: what {@code ./gantry up} runs. */
package io.gantry.standalone;

/** Probes and hooks: asking a container how it is. */
package io.gantry.nodeagent.probes;

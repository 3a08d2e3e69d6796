/** The container engine as the agent needs it: a port, and the words it speaks in. */
package io.gantry.nodeagent.runtime;

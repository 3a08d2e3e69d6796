/** The agent's words for a pod and its containers. */
package io.gantry.nodeagent.pod;

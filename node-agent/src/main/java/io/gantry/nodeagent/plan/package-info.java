/** What to do next for a pod: a pure decision over what is wanted and what is there. */
package io.gantry.nodeagent.plan;

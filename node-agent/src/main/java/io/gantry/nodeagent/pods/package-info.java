/** Pods: what is wanted, what is there, what to do next; one worker per pod. */
package io.gantry.nodeagent.pods;

/** Assigns pods to nodes: one engine that owns all state, a loop that feeds it, API writes out. */
package io.gantry.scheduler;

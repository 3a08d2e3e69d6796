/** Rolls a Deployment's template out through ReplicaSets, and back. */
package io.gantry.replication.deployment;

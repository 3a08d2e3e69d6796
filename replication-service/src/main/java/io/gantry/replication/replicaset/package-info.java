/** Keeps a number of pods: the ReplicaSet controller, whose core ReplicationController shares. */
package io.gantry.replication.replicaset;

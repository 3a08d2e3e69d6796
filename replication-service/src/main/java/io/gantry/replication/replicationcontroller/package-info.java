/** ReplicationControllers: the core of ReplicaSets with a plain map as selector. */
package io.gantry.replication.replicationcontroller;

package io.gantry.replication.deployment;

import io.gantry.replication.workload.ReplicaSet;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one look at a Deployment leads to, in this order.
 *
 * @param create the ReplicaSet to make; null for none
 * @param update ReplicaSets to write with their planned size, annotations, minReadySeconds
 * @param delete ReplicaSets that fell out of the history
 * @param events messages of ScalingReplicaSet events
 * @param status the status to show once all that was done
 * @param revision annotation to show on the Deployment; 0 to leave it alone
 * @param lookAgain when only time can change the picture; null for never
 */
record DeploymentPlan(
    ObjectNode create,
    List<ReplicaSet> update,
    List<ReplicaSet> delete,
    List<String> events,
    DeploymentStatus status,
    long revision,
    Duration lookAgain) {}

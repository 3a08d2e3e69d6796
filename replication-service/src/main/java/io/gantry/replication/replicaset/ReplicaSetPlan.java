package io.gantry.replication.replicaset;

import io.gantry.replication.workload.Pod;
import java.util.List;

/**
 * What one look at a ReplicaSet leads to: pods to make, or pods to remove, never both.
 *
 * @param create how many
 * @param delete in the order of their ranking
 */
record ReplicaSetPlan(int create, List<Pod> delete) {
  static final ReplicaSetPlan NOTHING = new ReplicaSetPlan(0, List.of());
}

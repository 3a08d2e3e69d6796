package io.gantry.replication.daemonset;

import io.gantry.replication.workload.Pod;
import java.util.List;

/**
 * What one look at a DaemonSet leads to.
 *
 * @param create names of nodes that get a pod
 * @param finished failed and succeeded pods among those to delete, which events tell about
 */
record DaemonSetPlan(List<String> create, List<Pod> delete, List<Pod> finished) {}

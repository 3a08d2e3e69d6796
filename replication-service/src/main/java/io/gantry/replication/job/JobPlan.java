package io.gantry.replication.job;

import io.gantry.replication.workload.Pod;
import java.time.Duration;
import java.util.List;

/**
 * What one look at a Job leads to.
 *
 * @param createPods how many pods without an index to make
 * @param createIndexes indexes to make pods for
 * @param remove pods no longer wanted: their end is not counted
 * @param end pods to stop because the Job is over: their end is counted
 * @param status with all pods that have ended in its uncounted lists
 * @param lookAgain null when only a change makes a difference
 */
record JobPlan(
    int createPods,
    List<Integer> createIndexes,
    List<Pod> remove,
    List<Pod> end,
    JobStatus status,
    Duration lookAgain) {}

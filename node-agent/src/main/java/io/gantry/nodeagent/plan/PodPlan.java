package io.gantry.nodeagent.plan;

import java.time.Instant;
import java.util.List;

/**
 * What to do next for a pod.
 *
 * @param wakeAt when time alone changes the plan; null for never
 * @param ended nothing runs and nothing is to be started any more
 */
public record PodPlan(List<PodAction> actions, Instant wakeAt, boolean ended) {}

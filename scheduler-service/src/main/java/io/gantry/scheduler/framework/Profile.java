package io.gantry.scheduler.framework;

import java.util.List;
import java.util.Map;

/**
 * Which rules apply.
 *
 * @param filters in the order they are asked: the first that refuses a node names the reason
 * @param scores with their weights
 */
public record Profile(
    String schedulerName, List<FilterPlugin> filters, Map<ScorePlugin, Integer> scores) {}

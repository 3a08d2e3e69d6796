package io.gantry.scheduler.framework;

import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.List;

/** A preference among the nodes that fit. Pure and without state. */
public interface ScorePlugin {
  long MAX = 100;

  String name();

  /**
   * One score for each node, in the order of {@code nodes}, 0 to {@link #MAX}; null when the rule
   * has no opinion on this pod.
   */
  long[] score(PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> nodes);

  /** Stretches scores so that the best gets {@link #MAX}; {@code reverse} turns least into best. */
  static long[] normalize(long[] scores, boolean reverse) {
    long max = 0;
    for (long score : scores) {
      max = Math.max(max, score);
    }
    for (int i = 0; i < scores.length; i++) {
      long stretched = max == 0 ? 0 : scores[i] * MAX / max;
      scores[i] = reverse ? MAX - stretched : stretched;
    }
    return scores;
  }
}

package io.gantry.scheduler.framework;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Why no node fits.
 *
 * @param verdicts by node name; a node that is missing has {@code others}
 * @param rejection set when the pod was refused before any node was looked at; else empty
 * @param plugins the rules that refused
 */
public record Diagnosis(
    int allNodes,
    Map<String, Verdict> verdicts,
    Verdict others,
    String rejection,
    Set<String> plugins) {

  public Verdict of(String node) {
    return verdicts.getOrDefault(node, others);
  }

  /**
   * The sentence of the FailedScheduling event.
   *
   * @param preemption what preemption had to say; empty for nothing
   */
  public String message(String preemption) {
    if (allNodes == 0) {
      return "no nodes available to schedule pods";
    }
    StringBuilder text = new StringBuilder(beginning(allNodes));
    if (!rejection.isEmpty()) {
      text.append(' ').append(rejection).append('.');
    } else {
      text.append(histogram(allNodes, verdicts.values(), others));
    }
    if (!preemption.isEmpty()) {
      text.append(' ').append(preemption);
    }
    return text.toString();
  }

  /** {@code 0/3 nodes are available: 1 reason, 2 other reason.} */
  public static String summary(int allNodes, Map<String, Verdict> verdicts, Verdict others) {
    return beginning(allNodes) + histogram(allNodes, verdicts.values(), others);
  }

  private static String beginning(int allNodes) {
    return "0/" + allNodes + " nodes are available:";
  }

  /** Reasons with their numbers of nodes, sorted as text, the numbers included. */
  private static String histogram(
      int allNodes, java.util.Collection<Verdict> verdicts, Verdict others) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Verdict verdict : verdicts) {
      verdict.reasons().forEach(reason -> counts.merge(reason, 1, Integer::sum));
    }
    int rest = allNodes - verdicts.size();
    if (rest > 0) {
      others.reasons().forEach(reason -> counts.merge(reason, rest, Integer::sum));
    }
    List<String> parts = new ArrayList<>();
    counts.forEach((reason, count) -> parts.add(count + " " + reason));
    parts.sort(null);
    return parts.isEmpty() ? "" : " " + String.join(", ", parts) + ".";
  }
}

package io.gantry.replication.deployment;

import io.gantry.replication.workload.ReplicaSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the controller writes on ReplicaSets and Deployments besides their spec, and how. */
final class Annotations {
  static final String REVISION = "deployment.kubernetes.io/revision";
  private static final String REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
  private static final String DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
  private static final String MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";

  /** About the Deployment itself: not for its ReplicaSets. */
  private static final Set<String> NOT_COPIED =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          "deprecated.deployment.rollback.to",
          REVISION,
          REVISION_HISTORY,
          DESIRED_REPLICAS,
          MAX_REPLICAS);

  private static final int LONGEST_HISTORY = 2000;

  private Annotations() {}

  /** The number of the revision; 0 where there is none or it is no number. */
  static long revision(Map<String, String> annotations) {
    return number(annotations, REVISION, 0);
  }

  /** The Deployment's size when the set was last scaled; -1 where unknown. */
  static int desiredReplicas(ReplicaSet set) {
    return (int) number(set.annotations(), DESIRED_REPLICAS, -1);
  }

  /** The Deployment's size with surge when the set was last scaled; -1 where unknown. */
  static int maxReplicas(ReplicaSet set) {
    return (int) number(set.annotations(), MAX_REPLICAS, -1);
  }

  /** The set's annotations with the Deployment's size at which it was scaled. */
  static Map<String, String> withSize(Map<String, String> annotations, Deployment deployment) {
    Map<String, String> result = new TreeMap<>(annotations);
    result.put(DESIRED_REPLICAS, Integer.toString(deployment.replicas()));
    result.put(MAX_REPLICAS, Integer.toString(deployment.replicas() + deployment.maxSurge()));
    return result;
  }

  /**
   * The annotations of the set that is the Deployment's newest: the Deployment's own, and its
   * revision. A set that had a lower revision has been rolled back to: the old number goes to its
   * history, of which the oldest entries are forgotten when it grows too long.
   */
  static Map<String, String> ofNewest(
      Map<String, String> annotations, Deployment deployment, long revision) {
    Map<String, String> result = new TreeMap<>(annotations);
    deployment
        .annotations()
        .forEach(
            (name, value) -> {
              if (!NOT_COPIED.contains(name)) {
                result.put(name, value);
              }
            });
    long before = revision(annotations);
    if (before < revision) {
      result.put(REVISION, Long.toString(revision));
      if (annotations.containsKey(REVISION)) {
        result.put(
            REVISION_HISTORY,
            longer(annotations.getOrDefault(REVISION_HISTORY, ""), Long.toString(before)));
      }
    }
    return result;
  }

  private static String longer(String history, String revision) {
    if (history.isEmpty()) {
      return revision;
    }
    List<String> all = new ArrayList<>(Arrays.asList(history.split(",")));
    all.add(revision);
    while (String.join(",", all).length() > LONGEST_HISTORY && all.size() > 1) {
      all.removeFirst();
    }
    return String.join(",", all);
  }

  private static long number(Map<String, String> annotations, String name, long otherwise) {
    try {
      return Long.parseLong(annotations.getOrDefault(name, ""));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}

package io.gantry.replication.job;

import io.gantry.replication.workload.Pod;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Pods whose finalizer was removed and whose cached state does not show it yet. Interleaving
 * guarded against: a pod is counted and let go; the cache still shows its finalizer; it is counted
 * again.
 */
final class ReleasedPods {
  private final Map<String, Set<String>> byJob = new HashMap<>();

  synchronized void add(String jobUid, String podUid) {
    byJob.computeIfAbsent(jobUid, uid -> new HashSet<>()).add(podUid);
  }

  /** The pods as they are known to be; what the cache shows by now is forgotten. */
  synchronized List<Pod> known(String jobUid, List<Pod> cached) {
    Set<String> released = byJob.get(jobUid);
    if (released == null) {
      return cached;
    }
    Set<String> stillShown =
        cached.stream().filter(Job::isTracked).map(Pod::uid).collect(Collectors.toSet());
    released.retainAll(stillShown);
    return cached.stream()
        .map(pod -> released.contains(pod.uid()) ? pod.without(Job.TRACKING) : pod)
        .toList();
  }

  synchronized void forget(String jobUid) {
    byJob.remove(jobUid);
  }
}

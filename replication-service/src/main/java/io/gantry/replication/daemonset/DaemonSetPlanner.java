package io.gantry.replication.daemonset;

import io.gantry.replication.workload.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** The decisions of the DaemonSet controller; pure. */
final class DaemonSetPlanner {
  static final int BURST = 250;
  private static final Comparator<Pod> OLDEST_FIRST =
      Comparator.comparing(Pod::created).thenComparing(Pod::name);

  /**
   * What is there.
   *
   * @param pods the set's pods by the name of the node they are on, or are tied to
   * @param spec the template's pod spec, with the daemons' tolerations
   * @param isNew whether a pod is of the newest template
   * @param mayReplace whether a failed pod of the node has waited long enough
   */
  record Observed(
      DaemonSet set,
      List<Node> nodes,
      Map<String, List<Pod>> pods,
      ObjectNode spec,
      Predicate<Pod> isNew,
      Predicate<String> mayReplace) {
    List<Pod> on(String node) {
      return pods.getOrDefault(node, List.of());
    }
  }

  private DaemonSetPlanner() {}

  /** Brings every node to one pod where one belongs, and to none elsewhere. */
  static DaemonSetPlan manage(Observed observed, Instant now) {
    List<String> create = new ArrayList<>();
    List<Pod> delete = new ArrayList<>();
    List<Pod> finished = new ArrayList<>();
    Set<String> known =
        observed.nodes().stream().map(Node::name).collect(java.util.stream.Collectors.toSet());
    for (Node node : observed.nodes()) {
      NodeFit fit = NodeFit.of(observed.spec(), node);
      List<Pod> pods = observed.on(node.name());
      if (!fit.mayStay()) {
        pods.stream().filter(pod -> !pod.deleting()).forEach(delete::add);
        continue;
      }
      if (fit.shouldRun() && pods.isEmpty()) {
        create.add(node.name());
        continue;
      }
      List<Pod> running = new ArrayList<>();
      for (Pod pod : pods) {
        if (pod.deleting()) {
          continue;
        }
        if (!pod.finished()) {
          running.add(pod);
        } else if (pod.phase().equals("Succeeded") || observed.mayReplace().test(node.name())) {
          delete.add(pod);
          finished.add(pod);
        }
      }
      surplus(observed, running, now).forEach(delete::add);
    }
    // Tied to a node that is gone, and so never to be scheduled.
    observed
        .pods()
        .forEach(
            (node, pods) -> {
              if (!known.contains(node)) {
                pods.stream()
                    .filter(pod -> pod.nodeName().isEmpty() && !pod.deleting())
                    .forEach(delete::add);
              }
            });
    return limited(create, delete, finished);
  }

  /** All but one pod of a node; while surging, one old pod beside the new one that gets ready. */
  private static List<Pod> surplus(Observed observed, List<Pod> running, Instant now) {
    if (running.size() <= 1) {
      return List.of();
    }
    boolean surges = observed.set().maxSurge(observed.nodes().size()) > 0;
    if (!surges) {
      List<Pod> sorted = new ArrayList<>(running);
      // Scheduled ones stay rather than those still waiting, older ones rather than younger.
      sorted.sort(
          Comparator.comparing((Pod pod) -> pod.nodeName().isEmpty()).thenComparing(OLDEST_FIRST));
      return sorted.subList(1, sorted.size());
    }
    List<Pod> fresh = running.stream().filter(observed.isNew()).sorted(OLDEST_FIRST).toList();
    List<Pod> stale =
        running.stream().filter(observed.isNew().negate()).sorted(OLDEST_FIRST).toList();
    List<Pod> surplus = new ArrayList<>(fresh.subList(Math.min(1, fresh.size()), fresh.size()));
    boolean served =
        !fresh.isEmpty() && fresh.getFirst().available(observed.set().minReadySeconds(), now);
    int keep = served ? 0 : 1;
    surplus.addAll(stale.subList(Math.min(keep, stale.size()), stale.size()));
    return surplus;
  }

  /** Old pods to replace now: removed first, or, where surging, joined by new ones first. */
  static DaemonSetPlan roll(Observed observed, Instant now) {
    int desired = 0;
    for (Node node : observed.nodes()) {
      if (NodeFit.of(observed.spec(), node).shouldRun()) {
        desired++;
      }
    }
    int surge = observed.set().maxSurge(desired);
    return surge > 0
        ? surge(observed, surge, now)
        : replace(observed, observed.set().maxUnavailable(desired), now);
  }

  private static DaemonSetPlan replace(Observed observed, int maxUnavailable, Instant now) {
    int minReady = observed.set().minReadySeconds();
    int unavailable = 0;
    List<Pod> broken = new ArrayList<>();
    List<Pod> serving = new ArrayList<>();
    for (Node node : observed.nodes()) {
      if (!NodeFit.of(observed.spec(), node).shouldRun()) {
        continue;
      }
      List<Pod> pods = observed.on(node.name()).stream().filter(pod -> !pod.deleting()).toList();
      if (pods.size() != 1) {
        unavailable++;
        continue;
      }
      Pod pod = pods.getFirst();
      boolean available = pod.available(minReady, now);
      if (!available) {
        unavailable++;
      }
      if (!observed.isNew().test(pod)) {
        (available ? serving : broken).add(pod);
      }
    }
    // A pod that does not serve costs nothing to replace.
    List<Pod> delete = new ArrayList<>(broken);
    int room = Math.max(0, maxUnavailable - unavailable);
    delete.addAll(serving.subList(0, Math.min(room, serving.size())));
    return limited(List.of(), delete, List.of());
  }

  private static DaemonSetPlan surge(Observed observed, int maxSurge, Instant now) {
    int minReady = observed.set().minReadySeconds();
    int surging = 0;
    List<String> broken = new ArrayList<>();
    List<String> serving = new ArrayList<>();
    for (Node node : observed.nodes()) {
      if (!NodeFit.of(observed.spec(), node).shouldRun()) {
        continue;
      }
      List<Pod> pods = observed.on(node.name()).stream().filter(p -> !p.deleting()).toList();
      List<Pod> stale = pods.stream().filter(observed.isNew().negate()).toList();
      boolean hasNew = stale.size() < pods.size();
      if (stale.isEmpty()) {
        continue;
      }
      if (hasNew) {
        surging++;
      } else if (stale.getFirst().available(minReady, now)) {
        serving.add(node.name());
      } else {
        broken.add(node.name());
      }
    }
    List<String> create = new ArrayList<>(broken);
    int room = Math.max(0, maxSurge - surging);
    create.addAll(serving.subList(0, Math.min(room, serving.size())));
    return limited(create, List.of(), List.of());
  }

  static DaemonSetStatus status(Observed observed, Instant now) {
    int current = 0;
    int misscheduled = 0;
    int desired = 0;
    int ready = 0;
    int updated = 0;
    int available = 0;
    for (Node node : observed.nodes()) {
      List<Pod> pods = observed.on(node.name());
      if (!NodeFit.of(observed.spec(), node).shouldRun()) {
        misscheduled += pods.isEmpty() ? 0 : 1;
        continue;
      }
      desired++;
      if (pods.isEmpty()) {
        continue;
      }
      current++;
      Pod oldest = pods.stream().min(OLDEST_FIRST).orElseThrow();
      ready += oldest.ready() ? 1 : 0;
      available += oldest.available(observed.set().minReadySeconds(), now) ? 1 : 0;
      updated += observed.isNew().test(oldest) ? 1 : 0;
    }
    return new DaemonSetStatus(
        current,
        misscheduled,
        desired,
        ready,
        observed.set().generation(),
        updated,
        available,
        desired - available);
  }

  private static DaemonSetPlan limited(List<String> create, List<Pod> delete, List<Pod> finished) {
    return new DaemonSetPlan(
        List.copyOf(create.subList(0, Math.min(BURST, create.size()))),
        List.copyOf(delete.subList(0, Math.min(BURST, delete.size()))),
        finished);
  }
}

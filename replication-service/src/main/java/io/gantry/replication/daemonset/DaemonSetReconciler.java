package io.gantry.replication.daemonset;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ControllerRefs;
import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.Expectations;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.SlowStart;
import io.gantry.replication.daemonset.DaemonSetPlanner.Observed;
import io.gantry.replication.revision.Revision;
import io.gantry.replication.revision.RevisionHistory;
import io.gantry.replication.workload.ApiPodControl;
import io.gantry.replication.workload.ControllerContext;
import io.gantry.replication.workload.OwnedIndex;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.PodControl;
import io.gantry.replication.workload.SelectorCheck;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** One DaemonSet, once: history, pods per node, rolling update, status. */
final class DaemonSetReconciler implements Reconciler<ObjectKey> {
  private final Informer<DaemonSet> sets;
  private final Informer<Pod> pods;
  private final Informer<Node> nodes;
  private final Expectations<ObjectKey> expectations;
  private final FailedPodBackOff failures;
  private final ApiClient client;
  private final EventRecorder events;
  private final PodControl podControl;
  private final SlowStart slowStart;
  private final InstantSource clock;
  private final ControllerRefs refs;
  private final RevisionHistory histories;

  DaemonSetReconciler(
      ControllerContext context,
      Informer<DaemonSet> sets,
      Informer<Pod> pods,
      Informer<Node> nodes,
      Informer<Revision> revisions,
      Expectations<ObjectKey> expectations) {
    this.sets = sets;
    this.pods = pods;
    this.nodes = nodes;
    this.expectations = expectations;
    this.failures = new FailedPodBackOff(context.clock());
    this.client = context.client();
    this.events = context.events();
    this.podControl = new ApiPodControl(client, events);
    this.slowStart = context.slowStart();
    this.clock = context.clock();
    this.refs = new ControllerRefs(client);
    this.histories = new RevisionHistory(revisions, client);
  }

  @Override
  public Outcome reconcile(ObjectKey key) throws Exception {
    Optional<DaemonSet> found = sets.get(key);
    if (found.isEmpty()) {
      expectations.forget(key);
      return Outcome.DONE;
    }
    DaemonSet set = found.get();
    if (set.selector().isEmpty()) {
      events.warning(
          set.reference(),
          "SelectingAll",
          "This daemon set is selecting all pods. A non-empty selector is required.");
      return Outcome.DONE;
    }
    if (set.object().deleting()) {
      return Outcome.DONE;
    }
    SelectorCheck.mustSelect(
        key.toString(), set.selector(), Json.map(set.template(), "metadata", "labels"));
    RevisionHistory.Subject subject = set.subject();
    RevisionHistory.History history = histories.bring(subject);
    String hash = history.current().hash();
    ObjectNode template = DaemonTemplate.of(set, hash);
    boolean seenAllOwnDeeds = expectations.satisfied(key);
    Observed observed = observe(set, hash, template);
    if (seenAllOwnDeeds) {
      carryOut(set, template, DaemonSetPlanner.manage(observed, clock.instant()));
      // What was just made or removed is not in what was observed: the update waits for it.
      if (!set.onDelete() && expectations.satisfied(key)) {
        carryOut(set, template, DaemonSetPlanner.roll(observed, clock.instant()));
      }
      Set<String> live =
          observed.pods().values().stream()
              .flatMap(List::stream)
              .map(pod -> pod.labels().getOrDefault(Revision.HASH_LABEL, ""))
              .collect(Collectors.toSet());
      histories.forget(subject, history, live);
    }
    Instant now = clock.instant();
    DaemonSetStatus status = DaemonSetPlanner.status(observed, now);
    writeStatus(
        set, seenAllOwnDeeds ? status : status.observing(set.status().observedGeneration()));
    return nextLook(set, observed, now);
  }

  private Outcome nextLook(DaemonSet set, Observed observed, Instant now) {
    Optional<Duration> available =
        observed.pods().values().stream()
            .flatMap(List::stream)
            .flatMap(pod -> pod.availableIn(set.minReadySeconds(), now).stream())
            .min(Duration::compareTo);
    Optional<Duration> failed =
        observed.pods().entrySet().stream()
            .filter(
                entry ->
                    entry.getValue().stream()
                        .anyMatch(pod -> pod.phase().equals("Failed") && !pod.deleting()))
            .flatMap(entry -> failures.wait(set.uid(), entry.getKey()).stream())
            .min(Duration::compareTo);
    return java.util.stream.Stream.concat(available.stream(), failed.stream())
        .min(Duration::compareTo)
        .map(Outcome::requeueAfter)
        .orElse(Outcome.DONE);
  }

  private Observed observe(DaemonSet set, String hash, ObjectNode template) {
    List<Pod> owned =
        refs.claim(
            set.asOwner(),
            set.selector(),
            Resources.PODS,
            OwnedIndex.candidates(pods, set.uid(), set.namespace()));
    Map<String, List<Pod>> byNode = new HashMap<>();
    for (Pod pod : owned) {
      byNode.computeIfAbsent(pod.targetNode(), node -> new ArrayList<>()).add(pod);
    }
    List<Node> sorted = nodes.list().stream().sorted(Comparator.comparing(Node::name)).toList();
    return new Observed(
        set,
        sorted,
        byNode,
        (ObjectNode) template.get("spec"),
        pod -> DaemonTemplate.isNew(pod.labels(), set, hash),
        node -> failures.mayReplace(set.uid(), node));
  }

  private void carryOut(DaemonSet set, ObjectNode template, DaemonSetPlan plan) throws Exception {
    if (plan.create().isEmpty() && plan.delete().isEmpty()) {
      return;
    }
    plan.finished().forEach(pod -> tell(set, pod));
    PodControl.Actor actor = new PodControl.Actor(set.asOwner(), set.reference());
    expectations.expect(
        set.key(), plan.create().size(), plan.delete().stream().map(Pod::uid).toList());
    Iterator<String> targets = new ConcurrentLinkedQueue<>(plan.create()).iterator();
    SlowStart.Result created =
        slowStart.run(
            plan.create().size(),
            () -> {
              create(actor, DaemonTemplate.onNode(template, next(targets)));
              return null;
            });
    expectations.creationsObserved(set.key(), plan.create().size() - created.successes());
    Exception deleted = slowStart.each(plan.delete(), pod -> delete(set, actor, pod));
    if (created.error() != null) {
      throw created.error();
    }
    if (deleted != null) {
      throw deleted;
    }
  }

  private static String next(Iterator<String> targets) {
    synchronized (targets) {
      return targets.next();
    }
  }

  private void create(PodControl.Actor actor, ObjectNode template) {
    try {
      podControl.create(actor, template);
    } catch (StatusException e) {
      if (!ApiPodControl.namespaceIsGoing(e)) {
        throw e;
      }
    }
  }

  private void delete(DaemonSet set, PodControl.Actor actor, Pod pod) {
    try {
      podControl.delete(actor, pod);
    } catch (RuntimeException e) {
      expectations.deletionObserved(set.key(), pod.uid());
      if (!(e instanceof StatusException status && (status.isNotFound() || status.isConflict()))) {
        throw e;
      }
    }
  }

  private void tell(DaemonSet set, Pod pod) {
    String subject =
        "daemon pod "
            + pod.namespace()
            + "/"
            + pod.name()
            + " on node "
            + pod.targetNode()
            + ", will try to ";
    if (pod.phase().equals("Failed")) {
      events.warning(set.reference(), "FailedDaemonPod", "Found failed " + subject + "kill it");
    } else {
      events.normal(
          set.reference(), "SucceededDaemonPod", "Found succeeded " + subject + "delete it");
    }
  }

  private void writeStatus(DaemonSet set, DaemonSetStatus status) {
    if (status.equals(set.status())) {
      return;
    }
    ObjectNode tree = set.object().tree();
    ObjectNode json = status.toJson();
    // Not ours to count here, but not to lose either.
    if (Json.at(tree, "status", "collisionCount") != null) {
      json.set("collisionCount", tree.get("status").get("collisionCount"));
    }
    tree.set("status", json);
    sets.wrote(client.update(Resources.DAEMON_SETS, set.namespace(), "status", tree));
  }
}

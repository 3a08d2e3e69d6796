package io.gantry.replication.replicaset;

import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ControllerRefs;
import io.gantry.controlruntime.Expectations;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.SlowStart;
import io.gantry.replication.workload.ApiPodControl;
import io.gantry.replication.workload.OwnedIndex;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.PodControl;
import io.gantry.replication.workload.ReplicaSet;
import io.gantry.replication.workload.ReplicaSetStatus;
import io.gantry.replication.workload.SelectorCheck;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** One ReplicaSet or ReplicationController, once: claim pods, carry out the plan, write status. */
final class ReplicaSetReconciler implements Reconciler<ObjectKey> {
  private final ReplicaSet.Flavor flavor;
  private final Informer<ReplicaSet> sets;
  private final Informer<Pod> pods;
  private final Expectations<ObjectKey> expectations;
  private final ApiClient client;
  private final PodControl podControl;
  private final SlowStart slowStart;
  private final InstantSource clock;
  private final ControllerRefs refs;

  ReplicaSetReconciler(
      ReplicaSet.Flavor flavor,
      Informer<ReplicaSet> sets,
      Informer<Pod> pods,
      Expectations<ObjectKey> expectations,
      ApiClient client,
      PodControl podControl,
      SlowStart slowStart,
      InstantSource clock) {
    this.flavor = flavor;
    this.sets = sets;
    this.pods = pods;
    this.expectations = expectations;
    this.client = client;
    this.podControl = podControl;
    this.slowStart = slowStart;
    this.clock = clock;
    this.refs = new ControllerRefs(client);
  }

  @Override
  public Outcome reconcile(ObjectKey key) throws Exception {
    Optional<ReplicaSet> found = sets.get(key);
    if (found.isEmpty()) {
      expectations.forget(key);
      return Outcome.DONE;
    }
    ReplicaSet set = found.get();
    SelectorCheck.mustSelect(set.key().toString(), set.selector(), set.templateLabels());
    // Asked before the pods are read: what is seen in between only makes the pods newer.
    boolean seenAllOwnDeeds = expectations.satisfied(key);
    List<Pod> owned =
        refs.claim(
            set.asOwner(),
            set.selector(),
            Resources.PODS,
            Pod.active(OwnedIndex.candidates(pods, set.uid(), set.namespace())));
    Exception failure = null;
    List<Pod> staying = owned;
    if (seenAllOwnDeeds && !set.deleting()) {
      ReplicaSetPlan plan = ReplicaSetPlanner.plan(set, owned, related(set), clock.instant());
      failure = carryOut(set, plan);
      // Not to be counted on any more, whatever the cache says.
      staying = owned.stream().filter(pod -> !plan.delete().contains(pod)).toList();
    }
    Instant now = clock.instant();
    // A count made while the cache lags behind our own deeds says nothing about this generation.
    long generation = seenAllOwnDeeds ? set.generation() : set.status().observedGeneration();
    writeStatus(set, ReplicaSetPlanner.status(set, staying, failure, now).observing(generation));
    if (failure != null) {
      throw failure;
    }
    return ReplicaSetPlanner.nextLook(set, staying, now)
        .map(Outcome::requeueAfter)
        .orElse(Outcome.DONE);
  }

  /** Active pods of all sets that have the same owner: a Deployment's old and new ones. */
  private List<Pod> related(ReplicaSet set) {
    List<Pod> related = new ArrayList<>();
    Optional<String> owner = set.controller().map(OwnerReference::uid);
    List<ReplicaSet> siblings =
        owner.isPresent() ? OwnedIndex.ownedBy(sets, owner.get()) : List.of(set);
    for (ReplicaSet sibling : siblings) {
      related.addAll(Pod.active(OwnedIndex.ownedBy(pods, sibling.uid())));
    }
    return related;
  }

  /** Null when all went well. */
  private Exception carryOut(ReplicaSet set, ReplicaSetPlan plan) {
    if (plan.create() > 0) {
      return create(set, plan.create());
    }
    return plan.delete().isEmpty() ? null : delete(set, plan.delete());
  }

  private Exception create(ReplicaSet set, int count) {
    ObjectNode template = set.template();
    PodControl.Actor actor = new PodControl.Actor(set.asOwner(), set.reference());
    // Before the first request: its change may come back before its answer.
    expectations.expectCreations(set.key(), count);
    SlowStart.Result result =
        slowStart.run(
            count,
            () -> {
              createUnlessNamespaceGoes(actor, template);
              return null;
            });
    // What failed, or was not tried after the first failure, will never be seen.
    expectations.creationsObserved(set.key(), count - result.successes());
    return result.error();
  }

  /** A namespace on its way out takes no pods, and nothing will ever change that. */
  private void createUnlessNamespaceGoes(PodControl.Actor actor, ObjectNode template) {
    try {
      podControl.create(actor, template);
    } catch (StatusException e) {
      if (!ApiPodControl.namespaceIsGoing(e)) {
        throw e;
      }
    }
  }

  private Exception delete(ReplicaSet set, List<Pod> surplus) {
    PodControl.Actor actor = new PodControl.Actor(set.asOwner(), set.reference());
    expectations.expectDeletions(set.key(), surplus.stream().map(Pod::uid).toList());
    return slowStart.each(
        surplus,
        pod -> {
          try {
            podControl.delete(actor, pod);
          } catch (RuntimeException e) {
            expectations.deletionObserved(set.key(), pod.uid());
            // Gone already, or another pod by now: what we wanted.
            if (!(e instanceof StatusException status
                && (status.isNotFound() || status.isConflict()))) {
              throw e;
            }
          }
        });
  }

  private void writeStatus(ReplicaSet set, ReplicaSetStatus status) {
    if (set.status().equals(status)) {
      return;
    }
    try {
      sets.wrote(update(set.object(), status));
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return;
      }
      if (!e.isConflict()) {
        throw e;
      }
      // The counts don't depend on what changed meanwhile: once more on the newest version.
      ResourceObject fresh = client.get(flavor.resource(), set.namespace(), set.name());
      if (fresh.uid().equals(set.uid())) {
        sets.wrote(update(fresh, status));
      }
    }
  }

  private ResourceObject update(ResourceObject object, ReplicaSetStatus status) {
    ObjectNode tree = object.tree();
    tree.set("status", status.toJson());
    return client.update(flavor.resource(), object.namespace(), "status", tree);
  }
}

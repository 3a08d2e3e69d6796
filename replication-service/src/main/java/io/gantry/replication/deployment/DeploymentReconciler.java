package io.gantry.replication.deployment;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ControllerRefs;
import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import io.gantry.replication.workload.ApiPodControl;
import io.gantry.replication.workload.OwnedIndex;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.ReplicaSet;
import io.gantry.replication.workload.Templates;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** One Deployment, once: claim ReplicaSets, plan, carry the plan out, write the status. */
final class DeploymentReconciler implements Reconciler<ObjectKey> {
  private final Informer<Deployment> deployments;
  private final Informer<ReplicaSet> sets;
  private final Informer<Pod> pods;
  private final ApiClient client;
  private final EventRecorder events;
  private final InstantSource clock;
  private final ControllerRefs refs;

  DeploymentReconciler(
      Informer<Deployment> deployments,
      Informer<ReplicaSet> sets,
      Informer<Pod> pods,
      ApiClient client,
      EventRecorder events,
      InstantSource clock) {
    this.deployments = deployments;
    this.sets = sets;
    this.pods = pods;
    this.client = client;
    this.events = events;
    this.clock = clock;
    this.refs = new ControllerRefs(client);
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Optional<Deployment> found = deployments.get(key);
    if (found.isEmpty()) {
      return Outcome.DONE;
    }
    Deployment deployment = found.get();
    if (deployment.selector().isEmpty()) {
      return refuseSelectingAll(deployment);
    }
    List<ReplicaSet> owned =
        refs.claim(
            deployment.asOwner(),
            deployment.selector(),
            Resources.REPLICA_SETS,
            OwnedIndex.candidates(sets, deployment.uid(), deployment.namespace()));
    Instant now = clock.instant();
    DeploymentPlan plan =
        DeploymentPlanner.plan(deployment, owned, newest -> oldPodsRunning(owned, newest), now);
    if (plan.create() != null && !create(deployment, plan.create(), now)) {
      return Outcome.requeueAfter(Duration.ZERO);
    }
    plan.update().forEach(this::write);
    for (String message : plan.events()) {
      events.normal(deployment.reference(), "ScalingReplicaSet", message);
    }
    plan.delete().forEach(this::delete);
    writeStatus(deployment, plan.status(), plan.revision());
    return plan.lookAgain() == null ? Outcome.DONE : Outcome.requeueAfter(plan.lookAgain());
  }

  private Outcome refuseSelectingAll(Deployment deployment) {
    events.warning(
        deployment.reference(),
        "SelectingAll",
        "This deployment is selecting all pods. A non-empty selector is required.");
    if (deployment.status().observedGeneration() < deployment.generation()) {
      writeStatus(deployment, deployment.status().observing(deployment.generation()), 0);
    }
    return Outcome.DONE;
  }

  /** Whatever is not finished counts, also what is terminating: it may still write. */
  private boolean oldPodsRunning(List<ReplicaSet> owned, ReplicaSet newest) {
    return owned.stream()
        .filter(set -> newest == null || !set.uid().equals(newest.uid()))
        .flatMap(set -> OwnedIndex.ownedBy(pods, set.uid()).stream())
        .anyMatch(pod -> !pod.finished());
  }

  /** False when the name was taken. */
  private boolean create(Deployment deployment, ObjectNode body, Instant now) {
    String name = Json.text(body, "metadata", "name");
    try {
      sets.wrote(client.create(Resources.REPLICA_SETS, deployment.namespace(), body));
      return true;
    } catch (StatusException e) {
      if (e.isAlreadyExists()) {
        resolveCollision(deployment, name);
        return false;
      }
      if (!ApiPodControl.namespaceIsGoing(e)) {
        String message = "Failed to create new replica set \"" + name + "\": " + e.getMessage();
        events.warning(deployment.reference(), "ReplicaSetCreateError", message);
        writeStatus(deployment, StatusPlanner.withCreateError(deployment, message, now), 0);
      }
      throw e;
    }
  }

  /**
   * The name is taken. By our own set that the cache has not shown yet: look again when it has. By
   * anything else: another count leads to another hash.
   */
  private void resolveCollision(Deployment deployment, String name) {
    ResourceObject taken = client.get(Resources.REPLICA_SETS, deployment.namespace(), name);
    ReplicaSet set = ReplicaSet.Flavor.REPLICA_SET.view(taken);
    boolean own =
        set.controller().filter(ref -> ref.uid().equals(deployment.uid())).isPresent()
            && Templates.same(set.template(), deployment.template());
    if (own) {
      sets.wrote(taken);
    } else {
      writeStatus(deployment, deployment.status().withOneMoreCollision(), 0);
    }
  }

  private void write(ReplicaSet planned) {
    ObjectNode tree = planned.object().tree();
    Json.ensureObject(tree, "metadata").set("annotations", Json.stringMap(planned.annotations()));
    ObjectNode spec = Json.ensureObject(tree, "spec");
    spec.put("replicas", planned.replicas());
    if (planned.minReadySeconds() > 0) {
      spec.put("minReadySeconds", planned.minReadySeconds());
    } else {
      spec.remove("minReadySeconds");
    }
    // The version in the tree is the lock: what was planned from is what is changed.
    sets.wrote(client.update(Resources.REPLICA_SETS, planned.namespace(), "", tree));
  }

  private void delete(ReplicaSet forgotten) {
    try {
      client.delete(
          Resources.REPLICA_SETS,
          forgotten.namespace(),
          forgotten.name(),
          DeleteOptions.background().onlyUid(forgotten.uid()));
    } catch (StatusException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  /** The revision travels with the status: the status subresource takes annotations too. */
  private void writeStatus(Deployment deployment, DeploymentStatus status, long revision) {
    boolean sameRevision =
        revision == 0 || Annotations.revision(deployment.annotations()) == revision;
    if (status.equals(deployment.status()) && sameRevision) {
      return;
    }
    ObjectNode tree = deployment.object().tree();
    tree.set("status", status.toJson());
    if (!sameRevision) {
      Json.ensureObject(tree, "metadata", "annotations")
          .put(Annotations.REVISION, Long.toString(revision));
    }
    deployments.wrote(client.update(Resources.DEPLOYMENTS, deployment.namespace(), "status", tree));
  }
}

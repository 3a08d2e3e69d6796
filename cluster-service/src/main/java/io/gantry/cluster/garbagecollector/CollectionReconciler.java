package io.gantry.cluster.garbagecollector;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.ResourceObject;
import io.gantry.cluster.control.ObjectWatches;
import io.gantry.cluster.control.ServedResource;
import io.gantry.cluster.garbagecollector.CollectionPlanner.OwnerState;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks at one object, by uid. What the graph knows serves only to find out that nothing need be
 * done; before anything is done the object and each owner that seems missing are read afresh.
 */
final class CollectionReconciler implements Reconciler<String> {
  private static final Duration UNSERVED_KIND = Duration.ofSeconds(30);

  private final OwnerGraph graph;
  private final ObjectWatches watches;
  private final CollectionControl control;
  private final Consumer<String> look;

  CollectionReconciler(
      OwnerGraph graph, ObjectWatches watches, CollectionControl control, Consumer<String> look) {
    this.graph = graph;
    this.watches = watches;
    this.control = control;
    this.look = look;
  }

  @Override
  public Outcome reconcile(String uid) {
    Dependent known = graph.get(uid);
    if (known == null || known.deletion() == Dependent.Deletion.PLAIN) {
      return Outcome.DONE;
    }
    if (known.deletion() == Dependent.Deletion.NONE && ownedBySolid(known)) {
      return Outcome.DONE;
    }
    Optional<ResourceObject> fresh =
        control.read(known.resource(), known.namespace(), known.name(), uid);
    if (fresh.isEmpty()) {
      // its own feed will say so too; until then its dependents may be looked at
      return Outcome.DONE;
    }
    ResourceObject object = fresh.get();
    Dependent now = Dependent.of(known.resource(), object);
    Map<String, OwnerState> owners = new HashMap<>();
    if (now.deletion() == Dependent.Deletion.NONE) {
      for (OwnerReference owner : now.owners()) {
        owners.put(owner.uid(), state(owner, now));
      }
    }
    CollectionPlan plan =
        CollectionPlanner.plan(now, policyOf(object), owners, graph.dependentsOf(uid));
    carryOut(plan, now.resource(), object);
    return owners.containsValue(OwnerState.UNKNOWN)
        ? Outcome.requeueAfter(UNSERVED_KIND)
        : Outcome.DONE;
  }

  /** The usual case, without any request: all owners are there and stay. */
  private boolean ownedBySolid(Dependent object) {
    for (OwnerReference reference : object.owners()) {
      Dependent owner = graph.get(reference.uid());
      if (owner == null
          || !owner.isMeantBy(reference, object)
          || owner.deletion() == Dependent.Deletion.FOREGROUND) {
        return false;
      }
    }
    return true;
  }

  private OwnerState state(OwnerReference reference, Dependent object) {
    Dependent known = graph.get(reference.uid());
    if (known != null && known.isMeantBy(reference, object)) {
      if (known.deletion() != Dependent.Deletion.FOREGROUND) {
        // if this is no longer so, its feed will say so and the object is looked at again
        return OwnerState.SOLID;
      }
    }
    ServedResource resource = watches.byKind(reference.apiVersion(), reference.kind());
    if (resource == null || (resource.namespaced() && object.namespace().isEmpty())) {
      return OwnerState.UNKNOWN;
    }
    return control
        .read(resource, object.namespace(), reference.name(), reference.uid())
        .map(
            owner ->
                Dependent.deletion(owner) == Dependent.Deletion.FOREGROUND
                    ? OwnerState.WAITING
                    : OwnerState.SOLID)
        .orElse(OwnerState.ABSENT);
  }

  private static String policyOf(ResourceObject object) {
    ObjectNode tree = object.tree();
    List<String> finalizers = Json.texts(tree, "metadata", "finalizers");
    if (finalizers.contains(Dependent.ORPHAN)) {
      return "Orphan";
    }
    return finalizers.contains(Dependent.FOREGROUND) ? "Foreground" : "Background";
  }

  private void carryOut(CollectionPlan plan, ServedResource resource, ResourceObject object) {
    switch (plan) {
      case CollectionPlan.Keep() -> {}
      case CollectionPlan.Disown(List<String> uids) -> control.disown(resource, object, uids);
      case CollectionPlan.Delete(String policy, boolean unblock) -> {
        if (unblock) {
          control.unblock(resource, object);
          object =
              control
                  .read(resource, object.namespace(), object.name(), object.uid())
                  .orElse(object);
        }
        control.delete(resource, object, policy);
      }
      case CollectionPlan.Orphan(List<Dependent> dependents) -> {
        for (Dependent dependent : dependents) {
          orphan(dependent, object.uid());
        }
        control.removeFinalizer(resource, object, Dependent.ORPHAN);
      }
      case CollectionPlan.Release() ->
          control.removeFinalizer(resource, object, Dependent.FOREGROUND);
      case CollectionPlan.AwaitDependents(List<Dependent> blocking) ->
          blocking.forEach(dependent -> look.accept(dependent.uid()));
    }
  }

  private void orphan(Dependent dependent, String owner) {
    control
        .read(dependent.resource(), dependent.namespace(), dependent.name(), dependent.uid())
        .ifPresent(fresh -> control.disown(dependent.resource(), fresh, List.of(owner)));
  }
}

package io.gantry.cluster.garbagecollector;

import io.gantry.apimodel.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decides about one object. Pure. */
final class CollectionPlanner {
  /** What is known of an owner. */
  enum OwnerState {
    /** It exists and stays, or goes without caring about its dependents. */
    SOLID,
    /** It is being deleted in the foreground and waits for its dependents. */
    WAITING,
    /** A fresh read has shown that there is no such object. */
    ABSENT,
    /**
     * Nothing can be said: its kind is not served, or a cluster-scoped object names a namespaced
     * owner. An object with such an owner is left alone.
     */
    UNKNOWN
  }

  private CollectionPlanner() {}

  /**
   * @param object with the owners and the deletion it has now
   * @param policyOfItsOwn what its finalizers ask for: Orphan, Foreground, or Background
   * @param owners the state of each owner, by uid
   */
  static CollectionPlan plan(
      Dependent object,
      String policyOfItsOwn,
      Map<String, OwnerState> owners,
      List<Dependent> dependents) {
    switch (object.deletion()) {
      case ORPHANING -> {
        return new CollectionPlan.Orphan(dependents);
      }
      case FOREGROUND -> {
        List<Dependent> blocking = dependents.stream().filter(d -> d.blocks(object.uid())).toList();
        return blocking.isEmpty()
            ? new CollectionPlan.Release()
            : new CollectionPlan.AwaitDependents(
                blocking.stream()
                    .filter(d -> d.deletion() != Dependent.Deletion.FOREGROUND)
                    .toList());
      }
      case PLAIN -> {
        return new CollectionPlan.Keep();
      }
      case NONE -> {}
    }
    return byOwners(object, policyOfItsOwn, owners, dependents);
  }

  private static CollectionPlan byOwners(
      Dependent object,
      String policyOfItsOwn,
      Map<String, OwnerState> states,
      List<Dependent> dependents) {
    List<String> lost = new ArrayList<>();
    boolean solid = false;
    boolean waiting = false;
    for (OwnerReference owner : object.owners()) {
      switch (states.get(owner.uid())) {
        case UNKNOWN -> {
          return new CollectionPlan.Keep();
        }
        case SOLID -> solid = true;
        case WAITING -> {
          waiting = true;
          lost.add(owner.uid());
        }
        case ABSENT -> lost.add(owner.uid());
      }
    }
    if (lost.isEmpty()) {
      return new CollectionPlan.Keep();
    }
    if (solid) {
      return new CollectionPlan.Disown(lost);
    }
    if (waiting && !dependents.isEmpty()) {
      boolean circle =
          dependents.stream().anyMatch(d -> d.deletion() == Dependent.Deletion.FOREGROUND);
      return new CollectionPlan.Delete("Foreground", circle);
    }
    return new CollectionPlan.Delete(policyOfItsOwn, false);
  }
}

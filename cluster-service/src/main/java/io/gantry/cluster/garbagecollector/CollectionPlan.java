package io.gantry.cluster.garbagecollector;

import java.util.List;

/** What to do about one object. */
sealed interface CollectionPlan {
  /** Nothing, until something changes. */
  record Keep() implements CollectionPlan {}

  /**
   * It has an owner left: it forgets the others, so that it is not looked at again for their sake.
   */
  record Disown(List<String> ownerUids) implements CollectionPlan {}

  /**
   * No owner is left, or one waits for it to go.
   *
   * @param policy propagation policy of the deletion
   * @param unblock whether it must first stop blocking its owners, because it is in a circle with
   *     them
   */
  record Delete(String policy, boolean unblock) implements CollectionPlan {}

  /** Its dependents lose it as their owner, then it goes. */
  record Orphan(List<Dependent> dependents) implements CollectionPlan {}

  /** Nobody blocks it any longer: it goes. */
  record Release() implements CollectionPlan {}

  /** These block it: they are looked at first. */
  record AwaitDependents(List<Dependent> blocking) implements CollectionPlan {}
}

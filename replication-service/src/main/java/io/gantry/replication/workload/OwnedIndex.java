package io.gantry.replication.workload;

import io.gantry.controlruntime.Claimable;
import io.gantry.controlruntime.Informer;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the objects a controller may own, without looking at all of the namespace: those that name
 * it as their controller, and the namespace's orphans.
 */
public final class OwnedIndex {
  private static final String BY_OWNER = "controller-uid";
  private static final String ORPHANS = "orphans-of-namespace";

  private OwnedIndex() {}

  public static <T extends Claimable> Informer<T> on(Informer<T> informer) {
    return informer
        .index(BY_OWNER, o -> o.controller().map(ref -> List.of(ref.uid())).orElse(List.of()))
        .index(ORPHANS, o -> o.controller().isPresent() ? List.of() : List.of(o.key().namespace()));
  }

  public static <T> List<T> ownedBy(Informer<T> informer, String uid) {
    return informer.indexed(BY_OWNER, uid);
  }

  public static <T> List<T> candidates(Informer<T> informer, String uid, String namespace) {
    List<T> found = new ArrayList<>(informer.indexed(BY_OWNER, uid));
    found.addAll(informer.indexed(ORPHANS, namespace));
    return found;
  }
}

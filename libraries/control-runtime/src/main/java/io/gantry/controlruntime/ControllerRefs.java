package io.gantry.controlruntime;

import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.StatusException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which objects belong to a controller: takes matching orphans, lets go what no longer matches.
 *
 * <ul>
 *   <li>owned and matching: kept;
 *   <li>owned, not matching, nobody being deleted: released (patch removes the reference);
 *   <li>no controller, matching, nobody being deleted: adopted (patch adds the reference);
 *   <li>everything else is left alone.
 * </ul>
 *
 * Before the first adoption the owner is read afresh: one that was deleted and recreated since the
 * cache saw it (another uid), or is being deleted, must not take orphans, or garbage collection
 * would take them with it.
 */
public final class ControllerRefs {
  /** The owner as the cache knows it. */
  public record Owner(
      GroupVersionResource resource,
      GroupVersionKind kind,
      String namespace,
      String name,
      String uid,
      boolean deleting) {
    public OwnerReference reference() {
      return new OwnerReference(kind.apiVersion(), kind.kind(), name, uid, true, true);
    }
  }

  private enum Decision {
    KEEP,
    ADOPT,
    RELEASE,
    IGNORE
  }

  private final ApiClient client;

  public ControllerRefs(ApiClient client) {
    this.client = client;
  }

  /**
   * @param dependents the resource of the candidates
   * @param candidates of the owner's namespace
   * @return those that are the owner's now
   */
  public <T extends Claimable> List<T> claim(
      Owner owner,
      LabelSelector selector,
      GroupVersionResource dependents,
      Collection<T> candidates) {
    List<T> claimed = new ArrayList<>();
    boolean mayAdopt = false;
    for (T candidate : candidates) {
      switch (decide(owner, selector, candidate)) {
        case KEEP -> claimed.add(candidate);
        case ADOPT -> {
          if (!mayAdopt) {
            checkOwner(owner);
            mayAdopt = true;
          }
          if (adopt(owner, dependents, candidate)) {
            claimed.add(candidate);
          }
        }
        case RELEASE -> release(owner, dependents, candidate);
        case IGNORE -> {}
      }
    }
    return claimed;
  }

  private static Decision decide(Owner owner, LabelSelector selector, Claimable candidate) {
    Optional<OwnerReference> controller = candidate.controller();
    boolean matches = selector.matches(candidate.labels());
    if (controller.isPresent()) {
      if (!controller.get().uid().equals(owner.uid())) {
        return Decision.IGNORE;
      }
      if (matches) {
        return Decision.KEEP;
      }
      return owner.deleting() ? Decision.IGNORE : Decision.RELEASE;
    }
    boolean nobodyGoing = !owner.deleting() && !candidate.deleting();
    return matches && nobodyGoing ? Decision.ADOPT : Decision.IGNORE;
  }

  private void checkOwner(Owner owner) {
    var fresh = client.get(owner.resource(), owner.namespace(), owner.name());
    if (!fresh.uid().equals(owner.uid())) {
      throw new IllegalStateException(
          owner.name() + " was recreated: uid is " + fresh.uid() + ", not " + owner.uid());
    }
    if (fresh.deleting()) {
      throw new IllegalStateException(owner.name() + " has just been deleted");
    }
  }

  /** False when the object has gone or is another one by now. */
  private boolean adopt(Owner owner, GroupVersionResource resource, Claimable orphan) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.putArray("ownerReferences").add(owner.reference().toJson());
    metadata.put("uid", orphan.uid());
    return patch(resource, orphan, patch);
  }

  private void release(Owner owner, GroupVersionResource resource, Claimable dependent) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata");
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("$patch", "delete")
        .put("uid", owner.uid());
    metadata.put("uid", dependent.uid());
    patch(resource, dependent, patch);
  }

  /** The uid in the patch makes it fail on another object of the same name. */
  private boolean patch(GroupVersionResource resource, Claimable object, ObjectNode patch) {
    try {
      client.patch(
          resource, object.key().namespace(), object.key().name(), "", PatchType.STRATEGIC, patch);
      return true;
    } catch (StatusException e) {
      // 404: gone. 422 or 409: recreated under the same name, or no longer ours to change.
      if (e.isNotFound() || e.code() == 422 || e.isConflict()) {
        return false;
      }
      throw e;
    }
  }
}

package io.gantry.cluster.garbagecollector;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.cluster.control.ServedResource;
import io.gantry.controlruntime.ApiClient;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The collector's reads and writes. Every write names the uid and the version it was decided on: an
 * object that changed meanwhile is refused, and looked at again.
 */
final class CollectionControl {
  private final ApiClient api;

  CollectionControl(ApiClient api) {
    this.api = api;
  }

  /** A fresh read; empty when there is no object of that name or it is another one. */
  Optional<ResourceObject> read(
      ServedResource resource, String namespace, String name, String uid) {
    try {
      ResourceObject found =
          api.get(resource.resource(), resource.namespaced() ? namespace : "", name);
      return found.uid().equals(uid) ? Optional.of(found) : Optional.empty();
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  void delete(ServedResource resource, ResourceObject object, String policy) {
    DeleteOptions options = new DeleteOptions(null, policy, null, null, false).onlyVersion(object);
    ignoringAbsence(
        () -> api.delete(resource.resource(), object.namespace(), object.name(), options));
  }

  /** Takes owners away. */
  void disown(ServedResource resource, ResourceObject object, Collection<String> uids) {
    owners(resource, object, owner -> !uids.contains(owner.uid()), false);
  }

  /** Lets all owners go without this one. */
  void unblock(ServedResource resource, ResourceObject object) {
    owners(resource, object, owner -> true, true);
  }

  private void owners(
      ServedResource resource,
      ResourceObject object,
      Predicate<OwnerReference> keep,
      boolean unblock) {
    ArrayNode owners = Json.array();
    boolean changed = false;
    for (JsonNode item : Json.items(object.tree(), "metadata", "ownerReferences")) {
      ObjectNode owner = (ObjectNode) item;
      if (!keep.test(OwnerReference.of(owner))) {
        changed = true;
        continue;
      }
      if (unblock && Json.bool(owner, false, "blockOwnerDeletion")) {
        owner.put("blockOwnerDeletion", false);
        changed = true;
      }
      owners.add(owner);
    }
    if (changed) {
      ObjectNode patch = patchOf(object);
      Json.ensureObject(patch, "metadata").set("ownerReferences", owners);
      patch(resource, object, patch);
    }
  }

  void removeFinalizer(ServedResource resource, ResourceObject object, String finalizer) {
    List<String> finalizers = Json.texts(object.tree(), "metadata", "finalizers");
    if (!finalizers.contains(finalizer)) {
      return;
    }
    ObjectNode patch = patchOf(object);
    ArrayNode rest = Json.ensureObject(patch, "metadata").putArray("finalizers");
    finalizers.stream().filter(each -> !each.equals(finalizer)).forEach(rest::add);
    patch(resource, object, patch);
  }

  private static ObjectNode patchOf(ResourceObject object) {
    ObjectNode patch = Json.object();
    patch
        .putObject("metadata")
        .put("uid", object.uid())
        .put("resourceVersion", Long.toString(object.revision()));
    return patch;
  }

  private void patch(ServedResource resource, ResourceObject object, ObjectNode patch) {
    ignoringAbsence(
        () ->
            api.patch(
                resource.resource(),
                object.namespace(),
                object.name(),
                "",
                PatchType.MERGE,
                patch));
  }

  private static void ignoringAbsence(Runnable call) {
    try {
      call.run();
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }
}

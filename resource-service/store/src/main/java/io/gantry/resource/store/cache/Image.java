package io.gantry.resource.store.cache;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.LogEntry;
import io.gantry.resource.store.MetadataPlace;
import io.gantry.resource.store.ObjectStore.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * Everything at one revision. Immutable: a later image shares what did not change.
 *
 * @param operation of the entry that led here; empty when unknown
 */
record Image(
    long revision,
    String epoch,
    String operation,
    PMap<GroupResource, TreePMap<ObjectKey, ResourceObject>> types) {
  /** The next image, and what changed as watchers are to see it. */
  record Step(Image image, List<Change> changes) {}

  static Image of(Snapshot snapshot, String operation) {
    Map<GroupResource, TreeMap<ObjectKey, ResourceObject>> sorted = new HashMap<>();
    for (ResourceObject object : snapshot.objects()) {
      sorted
          .computeIfAbsent(object.key().resource(), r -> new TreeMap<>(KeyOrder.INSTANCE))
          .put(object.key(), object);
    }
    Map<GroupResource, TreePMap<ObjectKey, ResourceObject>> types = new HashMap<>();
    sorted.forEach((resource, objects) -> types.put(resource, TreePMap.fromSortedMap(objects)));
    return new Image(snapshot.revision(), snapshot.epoch(), operation, HashTreePMap.from(types));
  }

  TreePMap<ObjectKey, ResourceObject> objects(GroupResource resource) {
    TreePMap<ObjectKey, ResourceObject> objects = types.get(resource);
    return objects == null ? TreePMap.empty(KeyOrder.INSTANCE) : objects;
  }

  ResourceObject get(ObjectKey key) {
    TreePMap<ObjectKey, ResourceObject> objects = types.get(key.resource());
    return objects == null ? null : objects.get(key);
  }

  /** Objects of a namespace (empty for all) behind a key (null for the beginning), in order. */
  SortedMap<ObjectKey, ResourceObject> range(
      GroupResource resource, String namespace, ObjectKey after) {
    TreePMap<ObjectKey, ResourceObject> objects = objects(resource);
    if (after != null) {
      objects = objects.tailMap(after, false);
    } else if (!namespace.isEmpty()) {
      objects = objects.tailMap(new ObjectKey(resource, namespace, ""), true);
    }
    if (!namespace.isEmpty()) {
      // No character of a name sorts as high as this.
      objects = objects.headMap(new ObjectKey(resource, namespace, "\uffff"), false);
    }
    return objects;
  }

  /**
   * Applies the entry that follows this image's revision. What an entry says of "added" and
   * "previous" is judged anew on this image, which is exactly the state before the entry. A put
   * over another uid is a deletion and an addition.
   */
  Step apply(LogEntry entry) {
    PMap<GroupResource, TreePMap<ObjectKey, ResourceObject>> next = types;
    List<Change> changes = new ArrayList<>(entry.changes().size());
    for (Change change : entry.changes()) {
      ResourceObject object = change.object();
      GroupResource resource = object.key().resource();
      TreePMap<ObjectKey, ResourceObject> objects = next.get(resource);
      if (objects == null) {
        objects = TreePMap.empty(KeyOrder.INSTANCE);
      }
      if (change.type() == Change.Type.DELETED) {
        ResourceObject previous = objects.get(object.key());
        next = next.plus(resource, objects.minus(object.key()));
        if (previous != null) {
          changes.add(new Change(Change.Type.DELETED, object, previous));
        }
        continue;
      }
      TreePMap<ObjectKey, ResourceObject> more = objects.plus(object.key(), object);
      next = next.plus(resource, more);
      // In a big map a look-up is what costs; one that has grown did not have the key.
      ResourceObject previous = more.size() > objects.size() ? null : objects.get(object.key());
      if (previous != null && !previous.uid().equals(object.uid())) {
        changes.add(
            new Change(
                Change.Type.DELETED,
                MetadataPlace.reversioned(previous, entry.revision()),
                previous));
        previous = null;
      }
      changes.add(
          new Change(
              previous == null ? Change.Type.ADDED : Change.Type.MODIFIED, object, previous));
    }
    return new Step(new Image(entry.revision(), epoch, entry.operationId(), next), changes);
  }
}

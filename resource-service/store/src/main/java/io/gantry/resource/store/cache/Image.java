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
import java.util.TreeMap;
import java.util.function.Predicate;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * Everything at one revision. Immutable: a later image shares what did not change.
 *
 * @param operation of the entry that led here; empty when unknown
 */
record Image(long revision, String epoch, String operation, PMap<GroupResource, ObjectTree> types) {
  /** The next image, and what changed as watchers are to see it. */
  record Step(Image image, List<Change> changes) {}

  static Image of(Snapshot snapshot, String operation, LabelPool labels) {
    Map<GroupResource, TreeMap<ObjectKey, ResourceObject>> sorted = new HashMap<>();
    for (ResourceObject object : snapshot.objects()) {
      sorted
          .computeIfAbsent(object.key().resource(), r -> new TreeMap<>(KeyOrder.INSTANCE))
          .put(object.key(), labels.sharing(object));
    }
    Map<GroupResource, ObjectTree> types = new HashMap<>();
    sorted.forEach((resource, objects) -> types.put(resource, ObjectTree.of(objects.values())));
    return new Image(snapshot.revision(), snapshot.epoch(), operation, HashTreePMap.from(types));
  }

  ResourceObject get(ObjectKey key) {
    return objects(key.resource()).get(key);
  }

  private ObjectTree objects(GroupResource resource) {
    ObjectTree objects = types.get(resource);
    return objects == null ? ObjectTree.EMPTY : objects;
  }

  /**
   * Objects of one resource from one place in the order to another.
   *
   * @param first how many of the tree come before
   * @param size how many there are
   */
  record Range(ObjectTree tree, int first, int size) {
    /** In order, until the visitor says false. */
    void visit(Predicate<ResourceObject> visitor) {
      if (size > 0) {
        int[] left = {size};
        tree.visit(first, object -> visitor.test(object) && --left[0] > 0);
      }
    }
  }

  /** Objects of a namespace (empty for all) behind a key (null for the beginning), in order. */
  Range range(GroupResource resource, String namespace, ObjectKey after) {
    ObjectTree objects = objects(resource);
    int first = 0;
    int end = objects.size();
    if (!namespace.isEmpty()) {
      first = objects.before(new ObjectKey(resource, namespace, ""));
      // No character of a name sorts as high as this.
      end = objects.before(new ObjectKey(resource, namespace, "\uffff"));
    }
    if (after != null) {
      int behind = objects.before(after) + (objects.get(after) == null ? 0 : 1);
      first = Math.max(first, behind);
    }
    return new Range(objects, first, Math.max(0, end - first));
  }

  /**
   * Applies the entry that follows this image's revision. What an entry says of "added" and
   * "previous" is judged anew on this image, which is exactly the state before the entry. A put
   * over another uid is a deletion and an addition.
   */
  Step apply(LogEntry entry, LabelPool labels) {
    PMap<GroupResource, ObjectTree> next = types;
    List<Change> changes = new ArrayList<>(entry.changes().size());
    for (Change change : entry.changes()) {
      ResourceObject object = labels.sharing(change.object());
      GroupResource resource = object.key().resource();
      ObjectTree objects = next.get(resource);
      if (objects == null) {
        objects = ObjectTree.EMPTY;
      }
      if (change.type() == Change.Type.DELETED) {
        ResourceObject previous = objects.get(object.key());
        next = next.plus(resource, objects.minus(object.key()));
        if (previous != null) {
          changes.add(new Change(Change.Type.DELETED, object, previous));
        }
        continue;
      }
      ObjectTree more = objects.plus(object);
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

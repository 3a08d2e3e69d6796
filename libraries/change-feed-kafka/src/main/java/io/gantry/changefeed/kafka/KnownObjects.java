package io.gantry.changefeed.kafka;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.FeedFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a subscription's listener knows, by which records become changes: a topic carries all
 * objects of a resource, and compaction may have removed the record that would have explained the
 * next one. Whatever is missing, the listener's picture ends up right: an unknown object is ADDED
 * whatever its verb, another uid is a DELETED and an ADDED, a lone tombstone is a DELETED.
 */
final class KnownObjects {
  private final FeedFilter filter;
  private final Map<ObjectKey, ResourceObject> known = new HashMap<>();

  KnownObjects(FeedFilter filter, List<ResourceObject> listed) {
    this.filter = filter;
    listed.forEach(object -> known.put(object.key(), object));
  }

  /** What the record means to the listener: nothing, one change, or two. */
  List<Change> apply(ChangeRecord record) {
    ResourceObject before = known.get(record.objectKey());
    return switch (record.verb()) {
      case RELIST -> throw new IllegalArgumentException("a record of no object");
      case TOMBSTONE ->
          before != null && before.uid().equals(record.uid())
              ? List.of(deleted(before, reversioned(before, record.revision())))
              : List.of();
      case DELETED -> {
        if (before == null) {
          yield List.of();
        }
        boolean same = before.uid().equals(record.uid());
        yield List.of(
            deleted(
                before,
                same
                    ? withRevision(record.object(), record.revision())
                    : reversioned(before, record.revision())));
      }
      case ADDED, MODIFIED -> put(before, record.object(), record.revision());
    };
  }

  private List<Change> put(ResourceObject before, ResourceObject object, long revision) {
    if (before != null
        && before.uid().equals(object.uid())
        && before.revision() >= object.revision()) {
      // A relay that lost its place tells again what it told before.
      return List.of();
    }
    List<Change> changes = new ArrayList<>(2);
    ResourceObject previous = before;
    boolean selected = selects(object);
    if (previous != null && (!selected || !previous.uid().equals(object.uid()))) {
      changes.add(deleted(previous, reversioned(previous, revision)));
      previous = null;
    }
    if (selected) {
      known.put(object.key(), object);
      changes.add(
          new Change(
              previous == null ? Change.Type.ADDED : Change.Type.MODIFIED, object, previous));
    }
    return changes;
  }

  private Change deleted(ResourceObject before, ResourceObject last) {
    known.remove(before.key());
    return new Change(Change.Type.DELETED, last, before);
  }

  private boolean selects(ResourceObject object) {
    return (filter.namespace().isEmpty() || filter.namespace().equals(object.namespace()))
        && filter.labels().matches(object.labels())
        && filter.fields().matches(object);
  }

  /** The object as it was last seen, under the revision at which it went. */
  private static ResourceObject reversioned(ResourceObject object, long revision) {
    ObjectNode tree = object.tree();
    Json.ensureObject(tree, "metadata").put("resourceVersion", Long.toString(revision));
    return ResourceObject.of(object.key().resource(), tree, object.fields());
  }

  private static ResourceObject withRevision(ResourceObject object, long revision) {
    return object.revision() == revision ? object : reversioned(object, revision);
  }
}

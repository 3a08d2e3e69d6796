package io.gantry.resource.relay;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.kafka.ChangeRecord;
import io.gantry.changefeed.kafka.ChangeRecord.Origin;
import io.gantry.changefeed.kafka.ChangeTopics;
import io.gantry.resource.store.ObjectStore.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the topics must be told so that they say what the store says, when the log no longer tells.
 *
 * <p>First, in every topic, that all consumers list again: an object may have come, been listed by
 * a consumer, and gone, without the topics ever having heard of it; no difference between topics
 * and store would tell that consumer. Then the difference, for whoever reads the topics as the
 * state: puts in the order of their revisions, and deletions under the snapshot's revision, because
 * nobody knows theirs. No consumer needs these: all are up to the revision at which it lists.
 */
final class ResyncPlanner {
  /**
   * The topics' last word on a key that is alive there.
   *
   * @param value kept only where a deletion will need it; else null
   */
  record Told(long revision, String uid, Map<String, String> fields, byte[] value) {}

  private ResyncPlanner() {}

  /**
   * @param resources that have a topic, as found after the snapshot was taken: a topic that came
   *     later has only consumers that listed later
   */
  static List<ChangeRecord> plan(
      List<GroupResource> resources, Map<ObjectKey, Told> told, Snapshot snapshot) {
    List<ChangeRecord> records = new ArrayList<>();
    for (GroupResource resource : resources) {
      records.add(ChangeRecord.relist(resource, snapshot.revision(), snapshot.epoch()));
    }
    Set<ObjectKey> alive = new HashSet<>();
    snapshot.objects().stream()
        .filter(object -> ChangeTopics.carries(object.key().resource()))
        .sorted(Comparator.comparingLong(ResourceObject::revision))
        .forEach(
            object -> {
              alive.add(object.key());
              Told last = told.get(object.key());
              if (last == null
                  || last.revision != object.revision()
                  || !last.uid.equals(object.uid())) {
                boolean known = last != null && last.uid.equals(object.uid());
                Change.Type type = known ? Change.Type.MODIFIED : Change.Type.ADDED;
                records.addAll(
                    ChangeRecord.of(
                        new Change(type, object, null), snapshot.epoch(), Origin.UNKNOWN));
              }
            });
    told.entrySet().stream()
        .filter(entry -> !alive.contains(entry.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                records.addAll(
                    ChangeRecord.of(
                        new Change(
                            Change.Type.DELETED,
                            lastState(entry.getKey(), entry.getValue(), snapshot.revision()),
                            null),
                        snapshot.epoch(),
                        Origin.UNKNOWN)));
    return records;
  }

  private static ResourceObject lastState(ObjectKey key, Told told, long revision) {
    ObjectNode tree = Json.parseObject(told.value);
    Json.ensureObject(tree, "metadata").put("resourceVersion", Long.toString(revision));
    return ResourceObject.of(key.resource(), tree, told.fields);
  }
}

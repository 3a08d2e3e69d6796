package io.gantry.changefeed.kafka;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * One record of a change topic: key {@code namespace/name}, value the object's JSON, all else in
 * headers, so that compaction and consumers need not look into bodies.
 *
 * @param key empty for {@link Verb#RELIST}
 * @param value null for a tombstone
 * @param uid of the object; empty for {@link Verb#RELIST}
 * @param fields the object's selectable fields
 * @param epoch of the store's history
 */
public record ChangeRecord(
    Verb verb,
    GroupResource resource,
    String key,
    byte[] value,
    long revision,
    String uid,
    Map<String, String> fields,
    String epoch,
    Origin origin) {
  /**
   * Which commit made the change; empty texts where that is not known any more.
   *
   * @param committedAtMillis 0 when unknown
   */
  public record Origin(String operationId, String user, long committedAtMillis) {
    public static final Origin UNKNOWN = new Origin("", "", 0);
  }

  public enum Verb {
    ADDED,
    MODIFIED,
    /** Carries the last state; a tombstone follows, so that compaction forgets the key. */
    DELETED,
    TOMBSTONE,
    /**
     * The relay lost its place, or the store's history was replaced: nobody can say any more what
     * happened up to this revision. Who listed before it lists again.
     */
    RELIST
  }

  private static final String REVISION = "revision";
  private static final String VERB = "verb";
  private static final String UID = "uid";
  private static final String FIELDS = "fields";
  private static final String EPOCH = "epoch";
  private static final String OPERATION = "operation";
  private static final String USER = "user";
  private static final String COMMITTED = "committed";

  /** One record, or two for a deletion. */
  public static List<ChangeRecord> of(Change change, String epoch, Origin origin) {
    ResourceObject object = change.object();
    List<ChangeRecord> records = new ArrayList<>(2);
    ChangeRecord record =
        new ChangeRecord(
            Verb.valueOf(change.type().name()),
            object.key().resource(),
            object.key().namespacedName(),
            object.json(),
            object.revision(),
            object.uid(),
            object.fields(),
            epoch,
            origin);
    records.add(record);
    if (change.type() == Change.Type.DELETED) {
      records.add(record.tombstone());
    }
    return records;
  }

  public static ChangeRecord relist(GroupResource resource, long revision, String epoch) {
    return new ChangeRecord(
        Verb.RELIST, resource, "", null, revision, "", Map.of(), epoch, Origin.UNKNOWN);
  }

  public ChangeRecord tombstone() {
    return new ChangeRecord(
        Verb.TOMBSTONE, resource, key, null, revision, uid, Map.of(), epoch, origin);
  }

  public Map<String, byte[]> headers() {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    headers.put(REVISION, utf8(Long.toString(revision)));
    headers.put(VERB, utf8(verb.name()));
    headers.put(UID, utf8(uid));
    headers.put(EPOCH, utf8(epoch));
    if (!fields.isEmpty()) {
      headers.put(FIELDS, Json.bytes(Json.stringMap(fields)));
    }
    if (!origin.operationId.isEmpty()) {
      headers.put(OPERATION, utf8(origin.operationId));
      headers.put(USER, utf8(origin.user));
      headers.put(COMMITTED, utf8(Long.toString(origin.committedAtMillis)));
    }
    return headers;
  }

  public static ChangeRecord read(GroupResource resource, ConsumerRecord<byte[], byte[]> record) {
    String fields = header(record, FIELDS);
    String committed = header(record, COMMITTED);
    return new ChangeRecord(
        Verb.valueOf(header(record, VERB)),
        resource,
        record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
        record.value(),
        Long.parseLong(header(record, REVISION)),
        header(record, UID),
        fields.isEmpty() ? Map.of() : Json.map(Json.parseObject(fields)),
        header(record, EPOCH),
        committed.isEmpty()
            ? Origin.UNKNOWN
            : new Origin(
                header(record, OPERATION), header(record, USER), Long.parseLong(committed)));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public ObjectKey objectKey() {
    int slash = key.indexOf('/');
    return slash < 0
        ? new ObjectKey(resource, "", key)
        : new ObjectKey(resource, key.substring(0, slash), key.substring(slash + 1));
  }

  /** The object that the value is; not for tombstones. */
  public ResourceObject object() {
    return ResourceObject.of(resource, Json.parseObject(value), fields);
  }
}

package io.gantry.resource.store.redis;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.LogEntry;
import io.gantry.resource.store.ObjectStore.LogGapException;
import io.gantry.resource.store.ObjectStore.Snapshot;
import io.gantry.resource.store.ObjectStore.StoreUnavailableException;
import io.lettuce.core.KeyValue;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads everything at one revision without stopping writers: notes the revision, scans, then
 * applies the log from there on. Why that is consistent: a scan returns every object that was there
 * all the time in some state since the noted revision (its head and its body perhaps of two); what
 * changed meanwhile is in the log, and is applied last.
 */
final class SnapshotReader {
  private static final int SCAN = 500;
  private static final int BATCH = 500;
  private static final int ATTEMPTS = 5;

  private final RedisLinks links;
  private final RedisSettings settings;
  private final RedisLog log;
  private final Keys keys;

  /** The keys of what it reads. */
  record Keys(byte[] state, byte[] heads, byte[] bodies) {}

  SnapshotReader(RedisLinks links, RedisSettings settings, RedisLog log, Keys keys) {
    this.links = links;
    this.settings = settings;
    this.log = log;
    this.keys = keys;
  }

  Snapshot read() {
    LogGapException last = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        return attempt();
      } catch (LogGapException e) {
        last = e;
      }
    }
    throw new StoreUnavailableException("the log is trimmed faster than all can be read", last);
  }

  private Snapshot attempt() throws LogGapException {
    List<KeyValue<byte[], byte[]>> numbers =
        links.ask(
            commands ->
                commands.hmget(keys.state, StoredCodec.utf8("revision"), StoredCodec.utf8("epoch")),
            settings.readWithin());
    long at = RedisStore.number(numbers.get(0).getValue());
    String epoch = StoredCodec.text(numbers.get(1).getValue());
    Map<ObjectKey, ResourceObject> all = scan();
    while (at < log.revision()) {
      for (LogEntry entry : log.read(at, BATCH, Duration.ZERO)) {
        if (!entry.epoch().equals(epoch)) {
          throw new LogGapException("a new epoch began");
        }
        apply(entry, all);
        at = entry.revision();
      }
    }
    return new Snapshot(at, epoch, List.copyOf(all.values()));
  }

  private Map<ObjectKey, ResourceObject> scan() {
    Map<ObjectKey, ResourceObject> all = new HashMap<>();
    ScanCursor cursor = ScanCursor.INITIAL;
    do {
      ScanCursor from = cursor;
      MapScanCursor<byte[], byte[]> part =
          links.ask(
              commands -> commands.hscan(keys.heads, from, ScanArgs.Builder.limit(SCAN)),
              settings.readWithin());
      if (!part.getMap().isEmpty()) {
        addWithBodies(part.getMap(), all);
      }
      cursor = part;
    } while (!cursor.isFinished());
    return all;
  }

  private void addWithBodies(Map<byte[], byte[]> heads, Map<ObjectKey, ResourceObject> all) {
    byte[][] fields = heads.keySet().toArray(byte[][]::new);
    List<KeyValue<byte[], byte[]>> bodies =
        links.ask(commands -> commands.hmget(keys.bodies, fields), settings.readWithin());
    for (KeyValue<byte[], byte[]> body : bodies) {
      // One that is gone meanwhile is in the log.
      if (body.hasValue()) {
        ObjectKey key = StoredCodec.key(StoredCodec.text(body.getKey()));
        all.put(key, StoredCodec.object(key, heads.get(body.getKey()), body.getValue()));
      }
    }
  }

  private static void apply(LogEntry entry, Map<ObjectKey, ResourceObject> all) {
    for (Change change : entry.changes()) {
      if (change.type() == Change.Type.DELETED) {
        all.remove(change.object().key());
      } else {
        all.put(change.object().key(), change.object());
      }
    }
  }
}

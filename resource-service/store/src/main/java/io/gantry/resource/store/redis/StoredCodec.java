package io.gantry.resource.store.redis;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.Draft;
import io.gantry.resource.store.LogEntry;
import io.gantry.resource.store.MetadataPlace;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects and log entries as bytes in Redis. An object is a head, {@code <revision> LF <header>},
 * and a body. The header is one line of JSON and says all that lists and watches ask for, so that
 * loading parses no bodies; the body is the object without {@code resourceVersion}, which reading
 * puts in at the place that the header tells.
 */
final class StoredCodec {
  private static final byte LF = '\n';

  private StoredCodec() {}

  /** {@code <group>/<resource>/<namespace>/<name>}; none of them contains a slash. */
  static byte[] field(ObjectKey key) {
    GroupResource resource = key.resource();
    return utf8(
        String.join("/", resource.group(), resource.resource(), key.namespace(), key.name()));
  }

  static ObjectKey key(String field) {
    String[] parts = field.split("/", -1);
    return new ObjectKey(
        new GroupResource(parts[0].intern(), parts[1].intern()), parts[2].intern(), parts[3]);
  }

  /** What the commit function puts behind the revision. */
  static byte[] header(Draft draft) {
    return Json.bytes(header(draft, MetadataPlace.of(draft.json())));
  }

  private static ObjectNode header(Draft draft, MetadataPlace place) {
    ObjectNode header = Json.object();
    header.put("u", draft.uid()).put("p", place.offset()).put("v", place.apiVersion());
    if (!draft.labels().isEmpty()) {
      header.set("l", Json.stringMap(draft.labels()));
    }
    if (!draft.fields().isEmpty()) {
      header.set("f", Json.stringMap(draft.fields()));
    }
    if (!draft.owners().isEmpty()) {
      ArrayNode owners = header.putArray("o");
      draft.owners().forEach(owner -> owners.add(owner.toJson()));
    }
    if (draft.deleting()) {
      header.put("d", true);
    }
    // The place for the encryption key that the body is sealed with; empty while bodies are plain.
    header.put("k", "");
    return header;
  }

  static ResourceObject object(ObjectKey key, byte[] head, byte[] body) {
    int end = indexOf(head, 0);
    long revision = Long.parseLong(text(Arrays.copyOf(head, end)));
    return object(key, revision, Arrays.copyOfRange(head, end + 1, head.length), body);
  }

  private static ResourceObject object(
      ObjectKey key, long revision, byte[] headerLine, byte[] body) {
    ObjectNode header = Json.parseObject(headerLine);
    MetadataPlace place = new MetadataPlace(Json.integer(header, 0, "p"), Json.text(header, "v"));
    return withHeader(key, revision, header, place.withVersion(body, revision));
  }

  private static ResourceObject withHeader(
      ObjectKey key, long revision, ObjectNode header, byte[] json) {
    List<OwnerReference> owners = new ArrayList<>();
    for (JsonNode owner : Json.items(header, "o")) {
      owners.add(OwnerReference.of(owner));
    }
    return new ResourceObject(
        key,
        Json.text(header, "u"),
        revision,
        Json.map(header, "l"),
        Json.map(header, "f"),
        owners,
        Json.bool(header, false, "d"),
        json);
  }

  static byte[] meta(String operationId, String user) {
    return Json.bytes(Json.object().put("o", operationId).put("u", user));
  }

  /**
   * A log entry: {@code t <millis> e <epoch> m <meta>}, then of each change {@code <verb> <key>},
   * previous head, header and body. Of the previous state the body was not kept; it reads as the
   * later one.
   */
  static LogEntry entry(byte[] id, List<?> fields) {
    String printed = text(id);
    long revision = Long.parseLong(printed.substring(0, printed.indexOf('-')));
    ObjectNode meta = Json.parseObject(bytes(fields, 5));
    List<Change> changes = new ArrayList<>();
    for (int i = 6; i < fields.size(); i += 4) {
      String what = text(bytes(fields, i));
      int space = what.indexOf(' ');
      ObjectKey key = key(what.substring(space + 1));
      ResourceObject object = object(key, revision, bytes(fields, i + 2), bytes(fields, i + 3));
      changes.add(
          new Change(
              Change.Type.valueOf(what.substring(0, space)),
              object,
              previous(object, bytes(fields, i + 1))));
    }
    return new LogEntry(
        revision,
        Json.text(meta, "o"),
        Json.text(meta, "u"),
        Instant.ofEpochMilli(Long.parseLong(text(bytes(fields, 1)))),
        text(bytes(fields, 3)),
        changes);
  }

  private static ResourceObject previous(ResourceObject object, byte[] head) {
    if (head.length == 0) {
      return null;
    }
    int first = indexOf(head, 0);
    long revision = Long.parseLong(text(Arrays.copyOf(head, first)));
    ObjectNode header = Json.parseObject(Arrays.copyOfRange(head, first + 1, head.length));
    ResourceObject body = MetadataPlace.reversioned(object, revision);
    return withHeader(object.key(), revision, header, body.json());
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(List<?> fields, int index) {
    return (byte[]) fields.get(index);
  }

  private static int indexOf(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != LF) {
      at++;
    }
    return at;
  }
}

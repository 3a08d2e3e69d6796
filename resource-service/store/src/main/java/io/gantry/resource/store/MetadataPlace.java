package io.gantry.resource.store;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Where an object's {@code metadata} begins in its JSON, so that {@code resourceVersion} can be put
 * in or exchanged without decoding the body. Found by walking the top level once, because a nested
 * {@code metadata} (a pod template's) may come first.
 *
 * @param offset of the first byte behind the opening brace of {@code metadata}
 * @param apiVersion the stored version; empty when it stands behind {@code metadata}
 */
public record MetadataPlace(int offset, String apiVersion) {
  private static final byte[] FIELD = bytes("\"resourceVersion\":\"");
  private static final byte[] KIND = bytes("{\"kind\":\"");
  private static final byte[] API_VERSION = bytes("\",\"apiVersion\":\"");
  private static final byte[] METADATA = bytes("\",\"metadata\":{");

  public static MetadataPlace of(byte[] json) {
    MetadataPlace usual = inUsualOrder(json);
    return usual != null ? usual : found(json);
  }

  /**
   * {@code {"kind":"...","apiVersion":"...","metadata":{...}}}, as objects are stored; else null.
   */
  private static MetadataPlace inUsualOrder(byte[] json) {
    int kind = behind(json, 0, KIND);
    int kindEnd = plainTextEnd(json, kind);
    int version = behind(json, kindEnd, API_VERSION);
    int versionEnd = plainTextEnd(json, version);
    int place = behind(json, versionEnd, METADATA);
    return place < 0
        ? null
        : new MetadataPlace(
            place, new String(json, version, versionEnd - version, StandardCharsets.ISO_8859_1));
  }

  /** Where a text goes on that has these bytes at a place; negative when it has not. */
  private static int behind(byte[] json, int at, byte[] expected) {
    int end = at + expected.length;
    return at >= 0
            && end <= json.length
            && Arrays.equals(json, at, end, expected, 0, expected.length)
        ? end
        : -1;
  }

  /** Where a string of nothing but plain characters ends; negative when this is none. */
  private static int plainTextEnd(byte[] json, int from) {
    if (from < 0) {
      return -1;
    }
    int at = from;
    while (at < json.length && json[at] > ' ' && json[at] != '"' && json[at] != '\\') {
      at++;
    }
    return at < json.length && json[at] == '"' ? at : -1;
  }

  private static MetadataPlace found(byte[] json) {
    String apiVersion = "";
    try (JsonParser parser = Json.MAPPER.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
          return new MetadataPlace((int) parser.currentLocation().getByteOffset(), apiVersion);
        }
        if (field.equals("apiVersion")) {
          apiVersion = parser.getString();
        }
        parser.skipChildren();
      }
    }
    throw new IllegalArgumentException("an object without metadata cannot be stored");
  }

  /** Puts {@code resourceVersion} in as the first field of a body that has none. */
  public byte[] withVersion(byte[] json, long revision) {
    byte[] number = Long.toString(revision).getBytes(StandardCharsets.ISO_8859_1);
    boolean alone = json[offset] == '}';
    byte[] all = new byte[json.length + FIELD.length + number.length + (alone ? 1 : 2)];
    System.arraycopy(json, 0, all, 0, offset);
    int at = put(all, offset, FIELD);
    at = put(all, at, number);
    all[at++] = '"';
    if (!alone) {
      all[at++] = ',';
    }
    System.arraycopy(json, offset, all, at, json.length - offset);
    return all;
  }

  /** The object under another revision, as a watch shows what left its selection. */
  public static ResourceObject reversioned(ResourceObject object, long revision) {
    byte[] json = object.json();
    int start = of(json).offset + FIELD.length;
    byte[] number = Long.toString(revision).getBytes(StandardCharsets.ISO_8859_1);
    int end = start;
    while (json[end] != '"') {
      end++;
    }
    byte[] all = new byte[json.length - (end - start) + number.length];
    System.arraycopy(json, 0, all, 0, start);
    int at = put(all, start, number);
    System.arraycopy(json, end, all, at, json.length - end);
    return new ResourceObject(
        object.key(),
        object.uid(),
        revision,
        object.labels(),
        object.fields(),
        object.owners(),
        object.deleting(),
        all);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int put(byte[] target, int at, byte[] part) {
    System.arraycopy(part, 0, target, at, part.length);
    return at + part.length;
  }
}

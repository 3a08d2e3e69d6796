package io.gantry.apischema;

import java.util.List;
import java.util.Map;

/**
 * A compiled type. Nodes of one definition are shared and may be recursive; immutable once the
 * registry is built.
 */
public interface TypeNode {
  /** What JSON a value of the type is. */
  enum Shape {
    OBJECT,
    LIST,
    MAP,
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN,
    INT_OR_STRING,
    QUANTITY,
    /** RFC 3339 with seconds. */
    TIME,
    /** RFC 3339 with microseconds. */
    MICRO_TIME,
    DURATION,
    /** base64 text. */
    BYTES,
    /** Any JSON at all, kept as it is: RawExtension, FieldsV1, JSONSchemaProps' defaults. */
    ANY
  }

  Shape shape();

  /** The definition's name, {@code io.k8s.api.core.v1.PodSpec}; empty for lists, maps, scalars. */
  String definition();

  /** For {@link Shape#OBJECT}: its fields by JSON name; else empty. */
  Map<String, FieldNode> fields();

  /** For {@link Shape#LIST} and {@link Shape#MAP}: the type of an item; else null. */
  TypeNode element();

  /** A field of an object type. */
  interface FieldNode {
    String name();

    TypeNode type();

    boolean required();

    /**
     * The value Kubernetes' own schema gives as default, null for none. An empty object marks a
     * struct that is always there in Go ({@code resources}, {@code strategy}), which managed fields
     * need to know; a scalar is the default of a list's key ({@code protocol: TCP}).
     */
    default tools.jackson.databind.JsonNode defaultValue() {
      return null;
    }

    /** The allowed values; empty where any is. */
    List<String> enumValues();

    String description();

    /** How two lists of this field merge on the server side; ATOMIC for what is no list. */
    ListType listType();

    /** For {@link ListType#MAP} the key fields; else empty. */
    List<String> listMapKeys();

    /** Whether a map or struct is replaced as a whole by server-side apply. */
    boolean atomic();

    /** {@code patchMergeKey}: empty where a strategic patch replaces the list. */
    String patchMergeKey();

    /** {@code patchStrategy}: any of {@code merge}, {@code replace}, {@code retainKeys}. */
    List<String> patchStrategies();
  }

  /** {@code x-kubernetes-list-type}. */
  enum ListType {
    ATOMIC,
    SET,
    MAP
  }
}

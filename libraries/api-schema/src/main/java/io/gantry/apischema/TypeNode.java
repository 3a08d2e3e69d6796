package io.gantry.apischema;

import io.gantry.apimodel.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

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

  /** The definition's text for people; empty where it has none. */
  default String description() {
    return "";
  }

  /** For {@link Shape#OBJECT}: its fields by JSON name; else empty. */
  Map<String, FieldNode> fields();

  /** For {@link Shape#LIST} and {@link Shape#MAP}: the type of an item; else null. */
  TypeNode element();

  /** For {@link Shape#INTEGER}: whether it has 64 bits, not 32. */
  default boolean isWide() {
    return true;
  }

  /**
   * Whether a value of this definition is replaced as a whole by server-side apply wherever it
   * stands, in lists too ({@code x-kubernetes-map-type: atomic} on the definition).
   */
  default boolean atomic() {
    return false;
  }

  /** A field of an object type. */
  interface FieldNode {
    String name();

    TypeNode type();

    boolean required();

    /**
     * Whether Kubernetes tells this field's zero from its absence, so that {@code replicas: 0}
     * stays and {@code hostNetwork: false} goes.
     */
    default Presence presence() {
      return Presence.POINTER;
    }

    /**
     * The default that the API's documents state, as JSON text; empty where there is none. What is
     * really filled in is {@link KindSchema#applyDefaults}.
     */
    default String documentedDefault() {
      return "";
    }

    /**
     * {@link #documentedDefault} as a value, null for none. An empty object marks a struct that is
     * always there in Go ({@code resources}, {@code strategy}), which managed fields need to know;
     * a scalar is the default of a list's key ({@code protocol: TCP}). Shared: not to be changed.
     */
    default JsonNode defaultValue() {
      return documentedDefault().isEmpty() ? null : Json.parse(documentedDefault());
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

  /** When a field is left out of an object's JSON. */
  enum Presence {
    /** Zero and empty are left out. */
    OMIT_ZERO,
    /** Left out when absent; a scalar's zero or an empty struct is a value. */
    POINTER,
    /** Never left out: an absent struct reads {@code {}}, a list {@code null}. */
    ALWAYS
  }

  /** {@code x-kubernetes-list-type}. */
  enum ListType {
    ATOMIC,
    SET,
    MAP
  }
}

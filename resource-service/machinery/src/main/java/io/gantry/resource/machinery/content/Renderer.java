package io.gantry.resource.machinery.content;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.GroupKind;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.KindStrategy;
import io.gantry.resource.machinery.TableColumns;
import io.gantry.resource.machinery.Target;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Encodes answers as the caller wants them. Objects that are stored as they are sent are not
 * parsed.
 */
public final class Renderer {
  private static final byte[] NEW_LINE = {'\n'};
  private static final byte[] COMMA = {','};
  private static final byte[] LIST_END = "]}\n".getBytes(StandardCharsets.UTF_8);

  /** Whether a strategy makes fields when read: only then trees are needed. */
  private static final ClassValue<Boolean> DECORATES =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> strategy) {
          try {
            return strategy
                    .getMethod("onRead", ObjectNode.class, ResourceObject.class)
                    .getDeclaringClass()
                != KindStrategy.class;
          } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
          }
        }
      };

  private final InstantSource clock;

  public Renderer(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * @throws io.gantry.apimodel.StatusException 406, or 422 for a bad includeObject
   */
  public static Representation representation(ApiCall call) {
    String include = call.query("includeObject");
    Representation representation =
        Representation.negotiate(call.accept(), call.userAgent(), call.query("pretty"), include);
    if (representation.shape() == Representation.Shape.TABLE
        && !List.of("", "None", "Metadata", "Object").contains(include)) {
      throw ApiStatus.invalid(
              new GroupKind("meta.k8s.io", "TableOptions"),
              "",
              List.of(
                  FieldError.invalid(
                      FieldPath.of("includeObject"),
                      include,
                      "must be 'Metadata', 'Object', 'None', or empty")))
          .asException();
    }
    return representation;
  }

  /** One stored object. */
  public ApiAnswer object(Target target, int code, ResourceObject object, List<String> warnings) {
    if (target.call().asValues()) {
      return new ApiAnswer.Entity(code, speaking(target, object), warnings);
    }
    Representation as = representation(target.call());
    if (as.shape() == Representation.Shape.OBJECT && !as.yaml()) {
      byte[] json = json(target, object);
      return as.pretty()
          ? document(code, as, PrettyJson.indent(json), warnings)
          : new ApiAnswer.Pieces(code, as.mediaType(), List.of(json, NEW_LINE), warnings);
    }
    ObjectNode stored = stored(target, object);
    return switch (as.shape()) {
      case OBJECT -> tree(as, code, target.toCaller(stored), warnings);
      case METADATA -> tree(as, code, Tables.metadataOnly(stored, as.metaVersion()), warnings);
      case TABLE -> tree(as, code, table(target, as, stored, true), warnings);
    };
  }

  /** A document of any other kind. */
  public ApiAnswer tree(ApiCall call, int code, ObjectNode tree, List<String> warnings) {
    if (call.asValues()) {
      return new ApiAnswer.Entity(
          code, ResourceObject.of(call.request().groupResource(), tree), warnings);
    }
    // Tables are made of resources only: what has no columns is sent as it is.
    return tree(representation(call), code, tree, warnings);
  }

  /** A document that is never a table or metadata: discovery and the like. */
  public static ApiAnswer plain(ApiCall call, int code, ObjectNode tree) {
    Representation as =
        Representation.ofErrors(call.accept(), call.userAgent(), call.query("pretty"));
    return tree(as, code, tree, List.of());
  }

  /** Compact JSON, indented as Kubernetes does it. */
  public static byte[] pretty(byte[] json) {
    return PrettyJson.indent(json);
  }

  private static ApiAnswer tree(
      Representation as, int code, ObjectNode tree, List<String> warnings) {
    return document(code, as, encode(as, tree), warnings);
  }

  private static byte[] encode(Representation as, ObjectNode tree) {
    if (as.yaml()) {
      return YamlText.of(tree);
    }
    byte[] json = Json.bytes(tree);
    return as.pretty() ? PrettyJson.indent(json) : concat(json, NEW_LINE);
  }

  private static ApiAnswer document(
      int code, Representation as, byte[] body, List<String> warnings) {
    return new ApiAnswer.Document(code, as.mediaType(), body, Map.of(), warnings);
  }

  /** A refusal. */
  public static ApiAnswer.Document status(ApiCall call, ObjectNode status, int code) {
    Representation as =
        Representation.ofErrors(call.accept(), call.userAgent(), call.query("pretty"));
    return new ApiAnswer.Document(code, as.mediaType(), encode(as, status), Map.of(), List.of());
  }

  /** A page of a list, in the order it has. */
  public ApiAnswer list(Target target, Listing listing, List<String> warnings) {
    if (target.call().asValues()) {
      return new ApiAnswer.Items(
          target.speaksStorageVersion()
              ? listing
              : new Listing(
                  listing.revision(),
                  listing.items().stream().map(item -> speaking(target, item)).toList(),
                  listing.continueToken(),
                  listing.remaining()));
    }
    Representation as = representation(target.call());
    List<byte[]> pieces = new ArrayList<>(2 * listing.items().size() + 2);
    String itemsField = as.shape() == Representation.Shape.TABLE ? "rows" : "items";
    pieces.add(head(target, as, listing, itemsField));
    boolean first = true;
    for (ResourceObject item : listing.items()) {
      if (!first) {
        pieces.add(COMMA);
      }
      first = false;
      pieces.add(item(target, as, item));
    }
    pieces.add(LIST_END);
    if (as.pretty() || as.yaml()) {
      byte[] json = concat(pieces.toArray(byte[][]::new));
      byte[] body = as.yaml() ? YamlText.of(Json.parse(json)) : PrettyJson.indent(json);
      return document(200, as, body, warnings);
    }
    return new ApiAnswer.Pieces(200, as.mediaType(), pieces, warnings);
  }

  /** The list as JSON up to its first item. */
  private byte[] head(Target target, Representation as, Listing listing, String itemsField) {
    ObjectNode head = Json.object();
    switch (as.shape()) {
      case OBJECT ->
          head.put("kind", target.definition().kind() + "List")
              .put("apiVersion", target.kind().apiVersion());
      case METADATA ->
          head.put("kind", "PartialObjectMetadataList")
              .put("apiVersion", "meta.k8s.io/" + as.metaVersion());
      case TABLE -> head.put("kind", "Table").put("apiVersion", "meta.k8s.io/" + as.metaVersion());
    }
    head.set("metadata", listMetadata(listing));
    if (as.shape() == Representation.Shape.TABLE) {
      head.set("columnDefinitions", Tables.definitions(columns(target)));
    }
    head.putArray(itemsField);
    byte[] json = Json.bytes(head);
    byte[] open = new byte[json.length - 2];
    System.arraycopy(json, 0, open, 0, open.length);
    return open;
  }

  private static ObjectNode listMetadata(Listing listing) {
    ObjectNode metadata = Json.object();
    metadata.put("resourceVersion", Long.toString(listing.revision()));
    if (!listing.continueToken().isEmpty()) {
      metadata.put("continue", listing.continueToken());
    }
    if (listing.remaining() > 0) {
      metadata.put("remainingItemCount", listing.remaining());
    }
    return metadata;
  }

  private byte[] item(Target target, Representation as, ResourceObject item) {
    return switch (as.shape()) {
      case OBJECT -> json(target, item);
      case METADATA -> Json.bytes(Tables.metadataOnly(tree(target, item), as.metaVersion()));
      case TABLE ->
          Json.bytes(
              Tables.row(
                  columns(target), stored(target, item), target::toCaller, as, clock.instant()));
    };
  }

  /** The object's JSON in the version the caller speaks. */
  byte[] json(Target target, ResourceObject object) {
    return target.speaksStorageVersion() && !decorated(target)
        ? object.json()
        : Json.bytes(tree(target, object));
  }

  private static boolean decorated(Target target) {
    return DECORATES.get(target.definition().strategy().getClass());
  }

  /** The object's tree in the version the caller speaks. */
  public ObjectNode tree(Target target, ResourceObject object) {
    return target.toCaller(stored(target, object));
  }

  /** The object's tree in the storage version. */
  ObjectNode stored(Target target, ResourceObject object) {
    ObjectNode tree = object.tree();
    if (decorated(target)) {
      target.definition().strategy().onRead(tree, object);
    }
    return tree;
  }

  private ResourceObject speaking(Target target, ResourceObject object) {
    return target.speaksStorageVersion() && !decorated(target)
        ? object
        : ResourceObject.of(target.resource(), tree(target, object), object.fields());
  }

  /** A table of one row; the object as it is stored. */
  ObjectNode table(Target target, Representation as, ObjectNode object, boolean withColumns) {
    TableColumns columns = columns(target);
    ObjectNode metadata = Json.object();
    JsonNode version = Json.at(object, "metadata", "resourceVersion");
    if (version != null) {
      metadata.set("resourceVersion", version);
    }
    ArrayNode definitions = withColumns ? Tables.definitions(columns) : null;
    ObjectNode table = Tables.table(as.metaVersion(), metadata, definitions);
    table.putArray("rows").add(Tables.row(columns, object, target::toCaller, as, clock.instant()));
    return table;
  }

  private static TableColumns columns(Target target) {
    return Tables.columnsOf(target.definition().columns());
  }

  static byte[] concat(byte[]... parts) {
    return joined(List.of(parts));
  }

  /** One after the other. */
  public static byte[] joined(List<byte[]> parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}

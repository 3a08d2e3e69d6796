package io.gantry.apischema;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Kubernetes' protobuf envelope to a tree: four magic bytes, then a {@code runtime.Unknown} that
 * names the kind and carries the object. Thread-safe.
 *
 * <p>Go writes every field that is no pointer, so that {@code hostNetwork: false} and {@code
 * generation: 0} arrive for all that nobody set. They are taken as they come; {@link
 * KindSchema#check}, through which every object goes, drops the zeros that are none.
 */
public final class ProtobufBody {
  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private final SchemaRegistry kinds;

  public ProtobufBody(SchemaRegistry kinds) {
    this.kinds = kinds;
  }

  /**
   * Reads one object. Of a kind without a schema only {@code apiVersion} and {@code kind} are told.
   *
   * @throws DecodeException when the bytes are no envelope or end too soon
   */
  public ObjectNode read(byte[] body) throws DecodeException {
    for (int i = 0; i < MAGIC.length; i++) {
      if (body.length < MAGIC.length || body[i] != MAGIC[i]) {
        throw new DecodeException(
            "provided data does not appear to be a protobuf message, expected prefix"
                + " [107 56 115 0]");
      }
    }
    ProtobufInput envelope = new ProtobufInput(body, MAGIC.length, body.length);
    String apiVersion = "";
    String kind = "";
    ProtobufInput raw = null;
    while (envelope.hasMore()) {
      int tag = envelope.tag();
      switch (tag >>> 3) {
        case 1 -> {
          ProtobufInput typeMeta = envelope.part();
          while (typeMeta.hasMore()) {
            int part = typeMeta.tag();
            switch (part >>> 3) {
              case 1 -> apiVersion = typeMeta.text();
              case 2 -> kind = typeMeta.text();
              default -> typeMeta.skip(part);
            }
          }
        }
        case 2 -> raw = envelope.part();
        default -> envelope.skip(tag);
      }
    }
    return object(apiVersion, kind, raw);
  }

  private ObjectNode object(String apiVersion, String kind, ProtobufInput raw)
      throws DecodeException {
    ObjectNode object = Json.object();
    Optional<CompiledType> type = type(apiVersion, kind);
    if (raw != null && type.isPresent()) {
      ProtobufReader.into(object, type.get(), raw);
    }
    object.put("apiVersion", apiVersion).put("kind", kind);
    return object;
  }

  private Optional<CompiledType> type(String apiVersion, String kind) {
    try {
      GroupVersionKind gvk = GroupVersion.parse(apiVersion).kind(kind);
      return kinds
          .kind(gvk)
          .map(KindSchema::type)
          .filter(CompiledType.class::isInstance)
          .map(CompiledType.class::cast);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

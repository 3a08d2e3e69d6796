package io.gantry.apischema.codec;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.apischema.BodyCodec;
import io.gantry.apischema.DecodeException;
import io.gantry.apischema.ProtobufBody;
import io.gantry.apischema.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Chooses the reader by media type. Thread-safe. */
public final class MediaBodyCodec implements BodyCodec {
  public static final String JSON = "application/json";
  public static final String YAML = "application/yaml";
  public static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

  private static final String UNKNOWN =
      "the body of the request was in an unknown format - accepted media types include: "
          + String.join(", ", JSON, YAML, PROTOBUF);

  private final ProtobufBody protobuf;

  public MediaBodyCodec(SchemaRegistry kinds) {
    this.protobuf = new ProtobufBody(kinds);
  }

  @Override
  public Body read(String mediaType, byte[] body) throws DecodeException {
    String type = mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    List<String> duplicates = new ArrayList<>();
    return switch (type) {
      case "", JSON -> body(JsonBody.read(body, duplicates), duplicates);
      case YAML -> body(YamlBody.read(body, duplicates), duplicates);
      case PROTOBUF -> new Body(protobuf.read(body), List.of());
      default -> throw new StatusException(ApiStatus.unsupportedMediaType(UNKNOWN));
    };
  }

  private static Body body(JsonNode tree, List<String> duplicates) throws DecodeException {
    if (tree instanceof ObjectNode object) {
      return new Body(object, duplicates);
    }
    if (tree.isNull()) {
      return new Body(Json.object(), duplicates);
    }
    String what =
        tree.isArray() ? "array" : tree.isString() ? "string" : tree.isNumber() ? "number" : "bool";
    throw new DecodeException(
        "couldn't get version/kind; json parse error: json: cannot unmarshal "
            + what
            + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
            + " Kind string \"json:\\\"kind,omitempty\\\"\" }");
  }
}

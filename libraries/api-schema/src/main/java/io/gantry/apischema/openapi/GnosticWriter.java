package io.gantry.apischema.openapi;

import io.gantry.apimodel.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A version 2 document in the protobuf form of gnostic's {@code OpenAPIv2.proto}, as far as clients
 * of Kubernetes read it. The numbers are that file's.
 */
final class GnosticWriter {
  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");
  private static final Map<String, Integer> METHOD_NUMBERS =
      Map.of("get", 2, "put", 3, "post", 4, "delete", 5, "patch", 8);

  private GnosticWriter() {}

  static byte[] document(ObjectNode document) {
    ProtobufOutput out = new ProtobufOutput();
    out.text(1, Json.text(document, "swagger"));
    ProtobufOutput info = new ProtobufOutput();
    info.text(1, Json.text(document, "info", "title"));
    info.text(2, Json.text(document, "info", "version"));
    out.message(2, info);
    ProtobufOutput paths = new ProtobufOutput();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      paths.message(2, named(path.getKey(), pathItem(path.getValue())));
    }
    out.message(8, paths);
    out.message(9, schemas(document.get("definitions")));
    return out.bytes();
  }

  private static ProtobufOutput named(String name, ProtobufOutput value) {
    ProtobufOutput named = new ProtobufOutput();
    named.text(1, name);
    named.message(2, value);
    return named;
  }

  private static ProtobufOutput pathItem(JsonNode item) {
    ProtobufOutput out = new ProtobufOutput();
    for (String method : METHODS) {
      if (item.has(method)) {
        out.message(METHOD_NUMBERS.get(method), operation(item.get(method)));
      }
    }
    parameters(out, 9, item);
    return out;
  }

  private static ProtobufOutput operation(JsonNode operation) {
    ProtobufOutput out = new ProtobufOutput();
    out.text(5, Json.text(operation, "operationId"));
    Json.texts(operation, "consumes").forEach(type -> out.text(7, type));
    parameters(out, 8, operation);
    ProtobufOutput responses = new ProtobufOutput();
    for (Map.Entry<String, JsonNode> response : operation.get("responses").properties()) {
      ProtobufOutput text = new ProtobufOutput();
      text.text(1, Json.text(response.getValue(), "description"));
      ProtobufOutput value = new ProtobufOutput();
      value.message(1, text);
      responses.message(1, named(response.getKey(), value));
    }
    out.message(9, responses);
    extensions(out, 13, operation);
    return out;
  }

  private static void parameters(ProtobufOutput out, int number, JsonNode owner) {
    for (JsonNode parameter : Json.items(owner, "parameters")) {
      boolean path = Json.text(parameter, "in").equals("path");
      ProtobufOutput sub = new ProtobufOutput();
      if (path) {
        sub.bool(1, true);
      }
      sub.text(2, Json.text(parameter, "in"));
      sub.text(4, Json.text(parameter, "name"));
      // The two kinds of parameter number their type differently.
      sub.text(path ? 5 : 6, Json.text(parameter, "type"));
      ProtobufOutput nonBody = new ProtobufOutput();
      nonBody.message(path ? 4 : 3, sub);
      ProtobufOutput either = new ProtobufOutput();
      either.message(2, nonBody);
      ProtobufOutput item = new ProtobufOutput();
      item.message(1, either);
      out.message(number, item);
    }
  }

  private static ProtobufOutput schemas(JsonNode schemas) {
    ProtobufOutput out = new ProtobufOutput();
    for (Map.Entry<String, JsonNode> schema : schemas.properties()) {
      out.message(1, named(schema.getKey(), schema(schema.getValue())));
    }
    return out;
  }

  private static ProtobufOutput schema(JsonNode schema) {
    ProtobufOutput out = new ProtobufOutput();
    out.textIfAny(1, Json.text(schema, "$ref"));
    out.textIfAny(2, Json.text(schema, "format"));
    out.textIfAny(4, Json.text(schema, "description"));
    Json.texts(schema, "required").forEach(name -> out.text(19, name));
    for (JsonNode value : Json.items(schema, "enum")) {
      out.message(20, any(value));
    }
    if (schema.has("additionalProperties")) {
      ProtobufOutput additional = new ProtobufOutput();
      additional.message(1, schema(schema.get("additionalProperties")));
      out.message(21, additional);
    }
    if (schema.has("type")) {
      ProtobufOutput type = new ProtobufOutput();
      type.text(1, Json.text(schema, "type"));
      out.message(22, type);
    }
    if (schema.has("items")) {
      ProtobufOutput items = new ProtobufOutput();
      items.message(1, schema(schema.get("items")));
      out.message(23, items);
    }
    if (schema.has("properties")) {
      out.message(25, schemas(schema.get("properties")));
    }
    extensions(out, 31, schema);
    return out;
  }

  private static void extensions(ProtobufOutput out, int number, JsonNode owner) {
    for (Map.Entry<String, JsonNode> entry : owner.properties()) {
      if (entry.getKey().startsWith("x-")) {
        out.message(number, named(entry.getKey(), any(entry.getValue())));
      }
    }
  }

  /** JSON text is YAML text. */
  private static ProtobufOutput any(JsonNode value) {
    ProtobufOutput any = new ProtobufOutput();
    any.text(2, Json.string(value));
    return any;
  }
}

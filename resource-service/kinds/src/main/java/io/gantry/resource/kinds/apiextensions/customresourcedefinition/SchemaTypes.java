package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.expressions.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What a value of a schema is to an expression. */
final class SchemaTypes {
  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return");

  private final Scope scope = new Scope(new HashMap<>(), new HashMap<>());
  private int structs;

  /** {@code self} and {@code oldSelf}, both of the schema. */
  static Scope scope(JsonNode schema, boolean root) {
    SchemaTypes types = new SchemaTypes();
    CelType self = types.type(schema, root);
    types.scope.variables().put("self", self);
    types.scope.variables().put("oldSelf", self);
    return types.scope;
  }

  private CelType type(JsonNode s, boolean resource) {
    if (s == null || !s.isObject() || Json.bool(s, false, "x-kubernetes-int-or-string")) {
      return SimpleType.DYN;
    }
    return switch (Json.text(s, "type")) {
      case "string" ->
          switch (Json.text(s, "format")) {
            case "byte" -> SimpleType.BYTES;
            case "date", "date-time" -> SimpleType.TIMESTAMP;
            case "duration" -> SimpleType.DURATION;
            default -> SimpleType.STRING;
          };
      case "integer" -> SimpleType.INT;
      case "number" -> SimpleType.DOUBLE;
      case "boolean" -> SimpleType.BOOL;
      case "array" -> ListType.create(type(Json.at(s, "items"), false));
      case "object" -> object(s, resource);
      default -> SimpleType.DYN;
    };
  }

  private CelType object(JsonNode s, boolean resource) {
    JsonNode additional = Json.at(s, "additionalProperties");
    if (additional != null && (additional.isObject() || additional.asBoolean())) {
      return MapType.create(SimpleType.STRING, type(additional, false));
    }
    Map<String, CelType> fields = new HashMap<>();
    RootSchemaRules.named(s, "properties")
        .forEach((name, property) -> fields.put(escaped(name), type(property, false)));
    if (resource || Json.bool(s, false, "x-kubernetes-embedded-resource")) {
      fields.putIfAbsent("apiVersion", SimpleType.STRING);
      fields.putIfAbsent("kind", SimpleType.STRING);
      fields.put("metadata", metadata());
    }
    return scope.struct("schema" + structs++, fields);
  }

  private CelType metadata() {
    return scope.struct(
        "metadata", Map.of("name", SimpleType.STRING, "generateName", SimpleType.STRING));
  }

  /** Names that expressions could not say otherwise. */
  private static String escaped(String name) {
    if (RESERVED.contains(name)) {
      return "__" + name + "__";
    }
    return name.replace("__", "__underscores__")
        .replace(".", "__dot__")
        .replace("-", "__dash__")
        .replace("/", "__slash__");
  }
}

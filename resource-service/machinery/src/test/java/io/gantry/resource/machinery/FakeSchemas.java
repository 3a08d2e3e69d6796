package io.gantry.resource.machinery;

import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apischema.BodyCodec;
import io.gantry.apischema.DecodeException;
import io.gantry.apischema.Decoded;
import io.gantry.apischema.KindSchema;
import io.gantry.apischema.SchemaRegistry;
import io.gantry.apischema.TypeNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Schemas written down as example trees, and a codec that reads JSON. */
public final class FakeSchemas implements SchemaRegistry, BodyCodec {
  private final Map<GroupVersionKind, KindSchema> kinds = new LinkedHashMap<>();

  /**
   * @param shape an example whose values name the shapes: {@code {"spec":{"replicas":"integer"}}};
   *     {@code "map"} is a map of strings
   */
  public FakeSchemas add(
      GroupVersionKind gvk, String shape, java.util.function.Consumer<ObjectNode> defaults) {
    ObjectNode example = Json.parseObject(shape.replace('\'', '"'));
    example.put("kind", "string").put("apiVersion", "string");
    example.set(
        "metadata",
        Json.parse(
            """
            {"name":"string","generateName":"string","namespace":"string","uid":"string",
             "resourceVersion":"string","generation":"integer","creationTimestamp":"string",
             "deletionTimestamp":"string","deletionGracePeriodSeconds":"integer","labels":"map",
             "annotations":"map","ownerReferences":"any","finalizers":"any","managedFields":"any",
             "selfLink":"string"}
            """));
    kinds.put(gvk, new Kind(gvk, Type.of(example), defaults));
    return this;
  }

  @Override
  public Optional<KindSchema> kind(GroupVersionKind gvk) {
    return Optional.ofNullable(kinds.get(gvk));
  }

  @Override
  public Collection<KindSchema> kinds() {
    return kinds.values();
  }

  @Override
  public Body read(String mediaType, byte[] body) throws DecodeException {
    if (body.length == 0) {
      throw new DecodeException("unexpected end of JSON input");
    }
    try {
      return new Body(Json.parseObject(body), List.of());
    } catch (JacksonException | ClassCastException e) {
      throw new DecodeException("unexpected end of JSON input");
    }
  }

  private record Kind(
      GroupVersionKind gvk, TypeNode type, java.util.function.Consumer<ObjectNode> defaults)
      implements KindSchema {
    @Override
    public Decoded check(ObjectNode object) throws DecodeException {
      List<String> strict = new ArrayList<>();
      walk(object, type, "", strict);
      return new Decoded(object, strict);
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      defaults.accept(object);
    }

    private static void walk(ObjectNode object, TypeNode type, String path, List<String> strict)
        throws DecodeException {
      for (String name : List.copyOf(object.propertyNames())) {
        TypeNode.FieldNode field = type.fields().get(name);
        JsonNode value = object.get(name);
        String at = path.isEmpty() ? name : path + "." + name;
        if (field == null) {
          strict.add("unknown field \"" + at + "\"");
          object.remove(name);
        } else if (value.isNull()) {
          object.remove(name);
        } else if (field.type().shape() == TypeNode.Shape.OBJECT) {
          walk((ObjectNode) value, field.type(), at, strict);
        } else if (field.type().shape() == TypeNode.Shape.INTEGER && !value.isIntegralNumber()) {
          throw new DecodeException(
              "json: cannot unmarshal string into Go struct field Widget." + at + " of type int32");
        }
      }
    }
  }

  private record Type(Shape shape, Map<String, FieldNode> fields, TypeNode element)
      implements TypeNode {
    static Type of(JsonNode example) {
      if (example.isObject()) {
        Map<String, FieldNode> fields = new LinkedHashMap<>();
        example
            .properties()
            .forEach(f -> fields.put(f.getKey(), new Field(f.getKey(), of(f.getValue()))));
        return new Type(Shape.OBJECT, fields, null);
      }
      return switch (example.stringValue()) {
        case "integer" -> new Type(Shape.INTEGER, Map.of(), null);
        case "map" -> new Type(Shape.MAP, Map.of(), new Type(Shape.STRING, Map.of(), null));
        case "any" -> new Type(Shape.ANY, Map.of(), null);
        default -> new Type(Shape.STRING, Map.of(), null);
      };
    }

    @Override
    public String definition() {
      return "";
    }
  }

  private record Field(String name, TypeNode type) implements TypeNode.FieldNode {
    @Override
    public boolean required() {
      return false;
    }

    @Override
    public List<String> enumValues() {
      return List.of();
    }

    @Override
    public String description() {
      return "";
    }

    @Override
    public TypeNode.ListType listType() {
      return TypeNode.ListType.ATOMIC;
    }

    @Override
    public List<String> listMapKeys() {
      return List.of();
    }

    @Override
    public boolean atomic() {
      return false;
    }

    @Override
    public String patchMergeKey() {
      return "";
    }

    @Override
    public List<String> patchStrategies() {
      return List.of();
    }
  }
}

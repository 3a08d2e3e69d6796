package io.gantry.apischema;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The one implementation of {@link TypeNode}; object types find their fields on first use. */
final class CompiledType implements TypeNode {
  /** How the values of a type are told apart where its shape alone does not say it. */
  enum Form {
    PLAIN,
    INT32,
    INT64,
    /** JSONSchemaProps, or a boolean. */
    SCHEMA_OR_BOOL,
    /** JSONSchemaProps, or a list of them. */
    SCHEMA_OR_LIST,
    /** JSONSchemaProps, or a list of strings. */
    SCHEMA_OR_STRINGS
  }

  /** What is read once and then shared by all threads. */
  record Members(
      Map<String, FieldNode> fields,
      Map<String, CompiledField> byName,
      CompiledField[] always,
      Map<Integer, CompiledField> byNumber,
      Map<Integer, Map<Integer, CompiledField>> inline) {
    static final Members NONE =
        new Members(Map.of(), Map.of(), new CompiledField[0], Map.of(), Map.of());
  }

  private final Shape shape;
  private final Form form;
  private final String definition;
  private final CompiledType element;
  private final boolean atomic;
  private final Supplier<Members> source;
  private Supplier<CompiledType> alternative;
  private Descriptions descriptions;
  private volatile Members members;

  CompiledType(
      Shape shape,
      Form form,
      String definition,
      CompiledType element,
      boolean atomic,
      Supplier<Members> source) {
    this.shape = shape;
    this.form = form;
    this.definition = definition;
    this.element = element;
    this.atomic = atomic;
    this.source = source;
  }

  static CompiledType leaf(Shape shape, Form form, String definition) {
    return new CompiledType(shape, form, definition, null, false, () -> Members.NONE);
  }

  static CompiledType union(Form form, String definition, Supplier<CompiledType> alternative) {
    CompiledType union = leaf(Shape.ANY, form, definition);
    union.alternative = alternative;
    return union;
  }

  /** The schema type of a union. */
  CompiledType alternative() {
    return alternative.get();
  }

  static CompiledType of(Shape shape, CompiledType element) {
    return new CompiledType(shape, Form.PLAIN, "", element, false, () -> Members.NONE);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  Form form() {
    return form;
  }

  @Override
  public String definition() {
    return definition;
  }

  @Override
  public String description() {
    return descriptions == null ? "" : descriptions.of(definition, "");
  }

  /** Called once, before the type is shared. */
  CompiledType describedBy(Descriptions texts) {
    this.descriptions = texts;
    return this;
  }

  @Override
  public Map<String, FieldNode> fields() {
    return members().fields();
  }

  @Override
  public CompiledType element() {
    return element;
  }

  @Override
  public boolean atomic() {
    return atomic;
  }

  @Override
  public boolean isWide() {
    return form == Form.INT64;
  }

  /** Two threads may both compile; they get equal members and one of the two stays. */
  Members members() {
    Members known = members;
    if (known == null) {
      known = source.get();
      members = known;
    }
    return known;
  }

  CompiledField field(String name) {
    return members().byName().get(name);
  }

  /** What stands for a value that is absent but never left out. */
  JsonNode zero() {
    return switch (shape) {
      case OBJECT -> fill(JsonNodeFactory.instance.objectNode());
      case STRING -> StringNode.valueOf("");
      case INTEGER, NUMBER, INT_OR_STRING -> IntNode.valueOf(0);
      case BOOLEAN -> BooleanNode.FALSE;
      case QUANTITY -> StringNode.valueOf("0");
      case DURATION -> StringNode.valueOf("0s");
      case LIST, MAP, BYTES, TIME, MICRO_TIME, ANY -> NullNode.instance;
    };
  }

  /** Adds the fields that are never left out. */
  ObjectNode fill(ObjectNode object) {
    for (CompiledField field : members().always()) {
      if (object.get(field.name()) == null) {
        object.set(field.name(), field.type().zero());
      }
    }
    return object;
  }

  /** A field with what the schema says of it. */
  record CompiledField(
      String owner,
      String name,
      CompiledType type,
      boolean required,
      Presence presence,
      List<String> enumValues,
      ListType listType,
      List<String> listMapKeys,
      boolean atomic,
      String patchMergeKey,
      List<String> patchStrategies,
      String documentedDefault,
      JsonNode defaultValue,
      int number,
      Descriptions descriptions)
      implements FieldNode {
    @Override
    public String description() {
      return descriptions.of(owner, name);
    }
  }
}

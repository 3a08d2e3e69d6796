package io.gantry.apischema;

import io.gantry.apischema.CompiledType.Form;
import io.gantry.apischema.TypeNode.Shape;
import tools.jackson.databind.JsonNode;

/** Types and values in the words of Go's JSON decoder, which clients see in error messages. */
final class GoNames {
  private GoNames() {}

  static String type(TypeNode type) {
    return switch (type.shape()) {
      case OBJECT, ANY, QUANTITY, TIME, MICRO_TIME, DURATION -> qualified(type.definition());
      case LIST -> "[]" + type(type.element());
      case MAP -> "map[string]" + type(type.element());
      case STRING -> "string";
      case INTEGER -> ((CompiledType) type).form() == Form.INT32 ? "int32" : "int64";
      case INT_OR_STRING -> "int32";
      case NUMBER -> "float64";
      case BOOLEAN -> "bool";
      case BYTES -> "[]uint8";
    };
  }

  /** What was found; a number that its type cannot hold is named with its digits. */
  static String value(JsonNode value, TypeNode type) {
    if (value.isObject()) {
      return "object";
    }
    if (value.isArray()) {
      return "array";
    }
    if (value.isString()) {
      return "string";
    }
    if (value.isBoolean()) {
      return "bool";
    }
    boolean digits = type.shape() == Shape.INTEGER || type.shape() == Shape.INT_OR_STRING;
    return digits ? "number " + value.asString() : "number";
  }

  /** What is said of a value that was read already and does not fit its type. */
  static String conversion(JsonNode value, TypeNode type) {
    String kind = kind(value);
    return switch (type.shape()) {
      case OBJECT -> "cannot restore struct from: " + kind;
      case MAP -> "cannot restore map from " + kind;
      case LIST, BYTES -> "cannot restore slice from " + kind;
      case STRING ->
          kind.equals("int64") ? "cannot convert int64 to string" : "unrecognized type: string";
      case INTEGER, NUMBER ->
          kind.equals("float64")
              ? "cannot convert float64 to " + type(type)
              : "unrecognized type: " + type(type);
      default -> "unrecognized type: " + type(type);
    };
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "map";
      case ARRAY -> "slice";
      case STRING -> "string";
      case BOOLEAN -> "bool";
      default -> value.isIntegralNumber() ? "int64" : "float64";
    };
  }

  static String simple(String definition) {
    return definition.substring(definition.lastIndexOf('.') + 1);
  }

  /** {@code v1.PodSpec}. */
  private static String qualified(String definition) {
    int name = definition.lastIndexOf('.');
    return definition.substring(definition.lastIndexOf('.', name - 1) + 1);
  }
}

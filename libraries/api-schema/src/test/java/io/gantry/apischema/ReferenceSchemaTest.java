package io.gantry.apischema;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.Json;
import io.gantry.apischema.TypeNode.FieldNode;
import io.gantry.apischema.TypeNode.ListType;
import io.gantry.apischema.TypeNode.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The generated schema against what a Kubernetes 1.32 states of its own, field by field. */
class ReferenceSchemaTest {
  private static final Schema SCHEMA = Schema.load();

  /** Of discovery and the like: answered by Gantry, never sent to it. */
  private static final Set<String> NOT_SENT =
      Set.of(
          "APIGroup",
          "APIGroupList",
          "APIResource",
          "APIResourceList",
          "APIVersions",
          "GroupVersionForDiscovery",
          "Info",
          "Patch",
          "ServerAddressByClientCIDR",
          "WatchEvent");

  @Test
  void agreesFieldByField() throws IOException {
    List<String> differences = new ArrayList<>();
    int fields = 0;
    for (Map.Entry<String, JsonNode> entry : reference("schema.json").properties()) {
      String name = entry.getKey();
      if (NOT_SENT.contains(name.substring(name.lastIndexOf('.') + 1))) {
        continue;
      }
      TypeNode type = SCHEMA.definition(name).orElse(null);
      if (type == null) {
        differences.add(name + " is missing");
      } else if (type.shape() == Shape.OBJECT) {
        fields += type.fields().size();
        compare(name, entry.getValue(), type, differences);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(fields).isGreaterThan(2100);
  }

  @Test
  void everyServedKindHasASchema() throws IOException {
    List<String> missing = new ArrayList<>();
    for (JsonNode list : reference("discovery.json")) {
      GroupVersion gv = GroupVersion.parse(Json.text(list, "groupVersion"));
      for (JsonNode resource : list.get("resources")) {
        GroupVersion own =
            resource.has("version")
                ? new GroupVersion(Json.text(resource, "group"), Json.text(resource, "version"))
                : gv;
        String kind = Json.text(resource, "kind");
        boolean options = kind.endsWith("Options"); // Query parameters of streams.
        if (!options && SCHEMA.kind(own.kind(kind)).isEmpty()) {
          missing.add(own + " " + kind);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static void compare(
      String name, JsonNode expected, TypeNode type, List<String> differences) {
    Set<String> required = new TreeSet<>(Json.texts(expected, "required"));
    check(name, "map", Json.text(expected, "map"), type.atomic() ? "atomic" : "", differences);
    Set<String> names = new TreeSet<>(type.fields().keySet());
    names.addAll(
        Json.at(expected, "fields") == null ? Set.of() : expected.get("fields").propertyNames());
    for (String field : names) {
      JsonNode stated = expected.path("fields").get(field);
      FieldNode actual = type.fields().get(field);
      String path = name + "." + field;
      if (stated == null || actual == null) {
        differences.add(path + (stated == null ? " is too much" : " is missing"));
        continue;
      }
      String notation = stated.isString() ? stated.stringValue() : Json.text(stated, "type");
      check(path, "type", notation, notation(actual.type()), differences);
      check(path, "required", required.contains(field), actual.required(), differences);
      check(path, "enum", Json.texts(stated, "enum"), actual.enumValues(), differences);
      check(path, "keys", Json.texts(stated, "keys"), actual.listMapKeys(), differences);
      check(path, "key", Json.text(stated, "key"), actual.patchMergeKey(), differences);
      check(
          path,
          "patch",
          Json.text(stated, "patch"),
          String.join(",", actual.patchStrategies()),
          differences);
      JsonNode byDefault = stated.get("default");
      check(
          path,
          "default",
          byDefault == null ? "" : byDefault.toString(),
          actual.documentedDefault(),
          differences);
      if (actual.type().shape() == Shape.LIST) {
        String list = Json.text(stated, "list");
        ListType listType =
            list.isEmpty()
                ? ListType.ATOMIC
                : ListType.valueOf(list.toUpperCase(java.util.Locale.ROOT));
        check(path, "list", listType, actual.listType(), differences);
      }
    }
  }

  private static void check(
      String path, String what, Object expected, Object actual, List<String> differences) {
    if (!expected.equals(actual)) {
      differences.add(path + ": " + what + " should be " + expected + ", is " + actual);
    }
  }

  private static String notation(TypeNode type) {
    if (!type.definition().isEmpty()) {
      return type.definition();
    }
    return switch (type.shape()) {
      case LIST -> "[" + notation(type.element()) + "]";
      case MAP -> "{" + notation(type.element()) + "}";
      case STRING -> "string";
      case BYTES -> "string:byte";
      case BOOLEAN -> "boolean";
      case NUMBER -> "number:double";
      case INTEGER -> type.isWide() ? "integer:int64" : "integer:int32";
      default -> type.shape().toString();
    };
  }

  private static JsonNode reference(String name) throws IOException {
    try (InputStream in = ReferenceSchemaTest.class.getResourceAsStream("/" + name)) {
      return Json.parse(in.readAllBytes());
    }
  }
}

package io.gantry.schemagenerator;

import io.gantry.schemagenerator.ModelClasses.ModelClass;
import io.gantry.schemagenerator.ModelClasses.Property;
import io.gantry.schemagenerator.ProtoMessages.Message;
import io.gantry.schemagenerator.ProtoMessages.ProtoField;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Joins messages and model classes to definitions. The model classes are of the pinned version and
 * say which fields there are, their exact names and which are required; the messages may be newer
 * and say everything else.
 */
final class SchemaJoin {
  static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1";
  private static final String APIEXTENSIONS =
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1";

  /** Definitions that are a scalar or any JSON on the wire: no fields of their own. */
  private static final Map<String, String> LEAVES =
      Map.ofEntries(
          Map.entry("io.k8s.apimachinery.pkg.api.resource.Quantity", "quantity"),
          Map.entry("io.k8s.apimachinery.pkg.util.intstr.IntOrString", "int-or-string"),
          Map.entry("io.k8s.apimachinery.pkg.runtime.RawExtension", "raw"),
          Map.entry(META + ".Time", "time"),
          Map.entry(META + ".MicroTime", "micro-time"),
          Map.entry(META + ".Duration", "duration"),
          Map.entry(META + ".FieldsV1", "fields-v1"),
          Map.entry(APIEXTENSIONS + ".JSON", "json"),
          Map.entry(APIEXTENSIONS + ".JSONSchemaPropsOrBool", "schema-or-bool"),
          Map.entry(APIEXTENSIONS + ".JSONSchemaPropsOrArray", "schema-or-array"),
          Map.entry(APIEXTENSIONS + ".JSONSchemaPropsOrStringArray", "schema-or-strings"));

  private static final Map<String, String> SCALARS =
      Map.of(
          "string", "string",
          "bool", "boolean",
          "int32", "integer:int32",
          "int64", "integer:int64",
          "double", "number:double",
          "bytes", "string:byte");

  private static final Map<String, String> JAVA_SCALARS =
      Map.of(
          "String", "string",
          "Boolean", "boolean",
          "Integer", "integer:int32",
          "Long", "integer:int64",
          "Double", "number:double",
          "byte[]", "string:byte",
          "OffsetDateTime", META + ".Time");

  private static final Set<String> META_KINDS = Set.of("DeleteOptions", "Status");

  private final Map<String, Message> messages = new HashMap<>();
  private final Map<String, ModelClass> classes;
  private final Map<String, String> apiVersions;
  private final Map<String, Map<String, String>> presence = Facts.presence();
  private final TreeMap<String, ObjectNode> done = new TreeMap<>();

  /** For a message that exists only inside others: the class whose names it uses. */
  private final Map<String, ModelClass> hosts = new HashMap<>();

  private final Deque<String> todo = new ArrayDeque<>();

  SchemaJoin(
      Map<String, Message> messages, Map<String, ModelClass> classes, Map<String, String> apis) {
    messages.values().forEach(message -> this.messages.put(definition(message.name()), message));
    this.classes = classes;
    this.apiVersions = apis;
  }

  /** All definitions reachable from the kinds of the served group-versions. */
  ObjectNode join() {
    for (Map.Entry<String, String> api : apiVersions.entrySet()) {
      for (String name : kindNames(api.getKey())) {
        todo.add(api.getKey() + "." + name);
      }
    }
    META_KINDS.forEach(kind -> todo.add(META + "." + kind));
    while (!todo.isEmpty()) {
      String name = todo.poll();
      if (!done.containsKey(name)) {
        done.put(name, JsonNodeFactory.instance.objectNode());
        done.put(name, define(name));
      }
    }
    ObjectNode definitions = JsonNodeFactory.instance.objectNode();
    done.forEach(definitions::set);
    Facts.overlay(definitions);
    return definitions;
  }

  /** The classes of a package that have apiVersion, kind and metadata. */
  private List<String> kindNames(String definitionPackage) {
    List<String> names = new ArrayList<>();
    for (String definition : candidates(definitionPackage)) {
      String name = definition.substring(definition.lastIndexOf('.') + 1);
      ModelClass model = model(definition);
      if (isKind(model)) {
        names.add(name);
      }
    }
    return names;
  }

  private static boolean isKind(ModelClass model) {
    return model != null
        && model.properties().keySet().containsAll(List.of("apiVersion", "kind", "metadata"));
  }

  private List<String> candidates(String definitionPackage) {
    List<String> found = new ArrayList<>();
    for (String definition : messages.keySet()) {
      if (definition.substring(0, definition.lastIndexOf('.')).equals(definitionPackage)) {
        found.add(definition);
      }
    }
    if (found.isEmpty()) {
      // No protobuf for the group (apiregistration): its classes are told by the group's prefix.
      for (String name : classes.keySet()) {
        if (name.startsWith("V1APIService")) {
          found.add(definitionPackage + "." + name.substring(2));
        }
      }
    }
    return found;
  }

  private ObjectNode define(String name) {
    ObjectNode definition = JsonNodeFactory.instance.objectNode();
    Message message = messages.get(name);
    if (LEAVES.containsKey(name)) {
      definition.put("leaf", LEAVES.get(name));
      definition.put("description", message == null ? "" : DescriptionText.of(message.comment()));
      return definition;
    }
    ModelClass own = model(name);
    ModelClass model = own == null ? hosts.get(name) : own;
    if (model == null && message == null) {
      throw new IllegalStateException("neither message nor class for " + name);
    }
    String text = message == null ? "" : DescriptionText.of(message.comment());
    definition.put(
        "description", own == null ? text : DescriptionText.choose(own.description(), text));
    if (message != null && message.comment().contains("+structType=atomic")) {
      definition.put("map", "atomic");
    }
    ObjectNode fields = definition.putObject("fields");
    if (message == null) {
      model.properties().values().forEach(property -> fromClass(name, model, property, fields));
    } else {
      fromMessage(name, message, model, definition, fields);
    }
    groupVersionKind(name, definition);
    return definition;
  }

  private void groupVersionKind(String name, ObjectNode definition) {
    int dot = name.lastIndexOf('.');
    String apiVersion = apiVersions.get(name.substring(0, dot));
    String kind = name.substring(dot + 1);
    if (apiVersion != null && isKind(model(name))) {
      definition.withArray("gvk").add(apiVersion + " " + kind);
    } else if (name.startsWith(META) && META_KINDS.contains(kind)) {
      definition.withArray("gvk").add("v1 " + kind);
    }
  }

  private void fromMessage(
      String name, Message message, ModelClass model, ObjectNode definition, ObjectNode fields) {
    if (model != null) {
      // Outside the message on the wire: the envelope carries them.
      for (String word : List.of("apiVersion", "kind")) {
        if (model.properties().containsKey(word) && !message.fields().containsKey(word)) {
          field(name, fields, word, "string", model.properties().get(word).description());
        }
      }
    }
    for (ProtoField proto : message.fields().values()) {
      String json = model == null ? lowerFirst(proto.name()) : jsonName(proto.name(), model);
      if (json != null) {
        fromProto(name, proto, json, model, fields);
      } else if (isInline(proto, model)) {
        String inlined = definition(proto.type());
        hosts.putIfAbsent(inlined, model);
        ArrayNode inline = definition.withArray("inline");
        inline.addObject().put("number", proto.number()).put("type", inlined);
        todo.add(inlined);
        Message part = messages.get(inlined);
        fromMessage(name, part, model, JsonNodeFactory.instance.objectNode(), fields);
        for (ProtoField inner : part.fields().values()) {
          String innerName = jsonName(inner.name(), model);
          if (innerName != null && fields.get(innerName) instanceof ObjectNode field) {
            field.remove("number");
          }
        }
      }
    }
  }

  private void fromProto(
      String name, ProtoField proto, String json, ModelClass model, ObjectNode fields) {
    String type = type(proto);
    // Of a field that refers to a definition the class tells the definition's text, not its own.
    boolean refers = model == null || type.startsWith("io.k8s.");
    String flattened = refers ? "" : model.properties().get(json).description();
    ObjectNode field =
        field(
            name,
            fields,
            json,
            type,
            DescriptionText.choose(flattened, DescriptionText.of(proto.comment())));
    field.put("number", proto.number());
    if (model != null && model.required().contains(json)) {
      field.put("required", true);
    }
    marker(proto, "listType", field, "list");
    List<String> keys = proto.markers("listMapKey");
    if (!keys.isEmpty()) {
      keys.forEach(field.withArray("keys")::add);
    }
    marker(proto, "mapType", field, "map");
    marker(proto, "structType", field, "map");
    marker(proto, "patchStrategy", field, "patch");
    marker(proto, "patchMergeKey", field, "key");
    List<String> defaults = proto.markers("default");
    if (!defaults.isEmpty() && !defaults.getFirst().startsWith("ref(")) {
      field.set("default", JsonMapper.shared().readTree(defaults.getFirst()));
    }
  }

  private static void marker(ProtoField proto, String marker, ObjectNode field, String property) {
    List<String> values = proto.markers(marker);
    if (!values.isEmpty()) {
      field.put(property, values.getFirst());
    }
  }

  private void fromClass(String name, ModelClass model, Property property, ObjectNode fields) {
    int dot = name.lastIndexOf('.');
    ObjectNode field =
        field(
            name,
            fields,
            property.name(),
            javaType(name.substring(0, dot), property.javaType()),
            DescriptionText.choose(property.description(), ""));
    if (model.required().contains(property.name())) {
      field.put("required", true);
    }
  }

  private ObjectNode field(
      String definition, ObjectNode fields, String json, String type, String description) {
    ObjectNode field = fields.putObject(json);
    field.put("type", type);
    if (!description.isEmpty()) {
      field.put("description", description);
    }
    String mark = presence.getOrDefault(definition, Map.of()).get(json);
    if (mark != null) {
      field.put("presence", mark);
    }
    String named = type.replaceAll("[\\[\\]{}]", "");
    if (named.startsWith("io.k8s.")) {
      todo.add(named);
    }
    return field;
  }

  private String type(ProtoField proto) {
    String type = SCALARS.getOrDefault(proto.type(), definition(proto.type()));
    Message wrapper = messages.get(type);
    if (wrapper != null
        && wrapper.fields().size() == 1
        && wrapper.fields().containsKey("items")
        && model(type) == null) {
      type = "[" + type(wrapper.fields().get("items")).replaceAll("[\\[\\]]", "") + "]";
    }
    return proto.mapValue() ? "{" + type + "}" : proto.repeated() ? "[" + type + "]" : type;
  }

  private String javaType(String definitionPackage, String java) {
    if (java.startsWith("List<")) {
      return "[" + javaType(definitionPackage, java.substring(5, java.length() - 1)) + "]";
    }
    if (java.startsWith("Map<String, ")) {
      return "{" + javaType(definitionPackage, java.substring(12, java.length() - 1)) + "}";
    }
    if (JAVA_SCALARS.containsKey(java)) {
      return JAVA_SCALARS.get(java);
    }
    String simple = java.replaceFirst(".*V1", "");
    String here = definitionPackage + "." + simple;
    return messages.containsKey(META + "." + simple) ? META + "." + simple : here;
  }

  /** Whether a message's fields stand in its host's JSON: {@code Volume.volumeSource}. */
  private boolean isInline(ProtoField proto, ModelClass model) {
    Message part = messages.get(definition(proto.type()));
    if (model == null || proto.repeated() || part == null) {
      return false;
    }
    if (part.fields().keySet().stream().noneMatch(name -> jsonName(name, model) != null)) {
      return false;
    }
    String simple = proto.type().substring(proto.type().lastIndexOf('.') + 1);
    return simple.toLowerCase(Locale.ROOT).endsWith(proto.name().toLowerCase(Locale.ROOT));
  }

  private static String jsonName(String proto, ModelClass model) {
    if (model.properties().containsKey(proto)) {
      return proto;
    }
    String wanted = folded(proto);
    for (String name : model.properties().keySet()) {
      if (folded(name).equals(wanted)) {
        return name;
      }
    }
    return null;
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static String lowerFirst(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  /** {@code V1Pod}, or {@code CoreV1Event} where several groups have the name. */
  private ModelClass model(String definition) {
    String[] parts = definition.split("\\.");
    String name = parts[parts.length - 1];
    String version = capital(parts[parts.length - 2]);
    ModelClass own = classes.get(capital(parts[parts.length - 3]) + version + name);
    return own != null ? own : classes.get(version + name);
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  /** {@code k8s.io.api.core.v1.Pod} to {@code io.k8s.api.core.v1.Pod}. */
  static String definition(String proto) {
    return proto.startsWith("k8s.io.") ? "io.k8s." + proto.substring(7).replace('_', '-') : proto;
  }
}

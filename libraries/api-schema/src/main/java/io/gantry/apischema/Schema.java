package io.gantry.apischema;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apischema.defaults.Defaults;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The built-in kinds, and custom kinds that come and go. Thread-safe. */
public final class Schema implements SchemaRegistry {
  private final TypeCompiler compiler;
  private final Map<GroupVersionKind, KindSchema> kinds = new ConcurrentHashMap<>();

  private Schema(TypeCompiler compiler) {
    this.compiler = compiler;
  }

  /** Reads the generated resource; its types are compiled when they are first used. */
  public static Schema load() {
    ObjectNode definitions = resource("k8s-schema.json.gz");
    Schema schema = new Schema(new TypeCompiler(definitions, new Descriptions()));
    for (Map.Entry<String, JsonNode> definition : definitions.properties()) {
      for (String gvk : Json.texts(definition.getValue(), "gvk")) {
        int space = gvk.indexOf(' ');
        schema.add(
            GroupVersion.parse(gvk.substring(0, space)).kind(gvk.substring(space + 1)),
            definition.getKey());
      }
    }
    schema.addDeleteOptions();
    return schema;
  }

  /** Clients of a group send delete options under the group's own version. */
  private void addDeleteOptions() {
    String definition = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";
    kinds.keySet().stream()
        .map(GroupVersionKind::groupVersion)
        .distinct()
        .toList()
        .forEach(gv -> add(gv.kind("DeleteOptions"), definition));
  }

  private void add(GroupVersionKind gvk, String definition) {
    Consumer<ObjectNode> defaults = Defaults.of(gvk);
    kinds.put(gvk, new BuiltInKind(gvk, compiler.type(definition), defaults));
  }

  @Override
  public Optional<KindSchema> kind(GroupVersionKind gvk) {
    return Optional.ofNullable(kinds.get(gvk));
  }

  @Override
  public Collection<KindSchema> kinds() {
    return List.copyOf(kinds.values());
  }

  /** Adds or replaces a custom kind. */
  public void put(KindSchema kind) {
    kinds.put(kind.gvk(), kind);
  }

  public void remove(GroupVersionKind gvk) {
    kinds.remove(gvk);
  }

  /** A definition by its full name, such as {@code io.k8s.api.core.v1.PodSpec}. */
  public Optional<TypeNode> definition(String name) {
    return compiler.defines(name) ? Optional.of(compiler.type(name)) : Optional.empty();
  }

  static ObjectNode resource(String name) {
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing generated resource " + name);
      }
      return Json.parseObject(new GZIPInputStream(in).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record BuiltInKind(GroupVersionKind gvk, CompiledType type, Consumer<ObjectNode> defaults)
      implements KindSchema {
    @Override
    public Decoded check(ObjectNode object) throws DecodeException {
      return Checker.check(object, type);
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      defaults.accept(object);
    }
  }
}

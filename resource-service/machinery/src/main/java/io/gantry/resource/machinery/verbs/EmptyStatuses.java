package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apischema.DecodeException;
import io.gantry.apischema.KindSchema;
import io.gantry.apischema.SchemaRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The status of an object that has none yet: Kubernetes prints a status that nobody has written as
 * an empty one, with the zeros that its type always shows. Strategies only drop what clients send.
 */
final class EmptyStatuses {
  private static final String STATUS = "status";

  private final SchemaRegistry schemas;
  private final Map<GroupVersionKind, Optional<JsonNode>> known = new ConcurrentHashMap<>();

  EmptyStatuses(SchemaRegistry schemas) {
    this.schemas = schemas;
  }

  void fill(GroupVersionKind kind, ObjectNode object) {
    if (!object.has(STATUS)) {
      known
          .computeIfAbsent(kind, this::empty)
          .ifPresent(status -> object.set(STATUS, status.deepCopy()));
    }
  }

  private Optional<JsonNode> empty(GroupVersionKind kind) {
    Optional<KindSchema> schema = schemas.kind(kind);
    if (schema.isEmpty() || !schema.get().type().fields().containsKey(STATUS)) {
      return Optional.empty();
    }
    ObjectNode nothing = Json.object();
    nothing.put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
    try {
      ObjectNode checked = schema.get().check(nothing).object();
      schema.get().applyDefaults(checked);
      return Optional.ofNullable(checked.get(STATUS));
    } catch (DecodeException e) {
      throw new IllegalStateException("an empty " + kind.kind() + " does not pass its schema", e);
    }
  }
}

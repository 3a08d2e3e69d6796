package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.store.Draft;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** From trees to what is stored. */
public final class Drafts {
  private Drafts() {}

  /**
   * An object about to be stored: kind, version and metadata come first, as Kubernetes prints them.
   *
   * @param object in the storage version
   */
  public static Draft of(ResourceDefinition definition, ObjectNode object) {
    ObjectNode ordered = ordered(definition.storageKind(), object);
    Json.ensureObject(ordered, "metadata").remove("resourceVersion");
    ResourceObject header =
        ResourceObject.of(
            definition.storedResource(), ordered, definition.strategy().selectableFields(ordered));
    ObjectKey key = header.key();
    return new Draft(
        // One text per namespace: comparing keys then touches no characters of it.
        new ObjectKey(key.resource(), key.namespace().intern(), key.name()),
        header.uid(),
        header.labels(),
        header.fields(),
        header.owners(),
        header.deleting(),
        header.json());
  }

  /** What a dry run answers with: the draft as if it had been stored. */
  static ResourceObject imagined(Draft draft, long revision) {
    return revision > 0
        ? draft.at(revision)
        : new ResourceObject(
            draft.key(),
            draft.uid(),
            0,
            draft.labels(),
            draft.fields(),
            draft.owners(),
            draft.deleting(),
            draft.json());
  }

  static ObjectKey key(ResourceDefinition definition, ObjectNode object) {
    return new ObjectKey(
        definition.storedResource(),
        Json.text(object, "metadata", "namespace"),
        Json.text(object, "metadata", "name"));
  }

  private static ObjectNode ordered(GroupVersionKind kind, ObjectNode object) {
    ObjectNode ordered = Json.object();
    ordered.put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
    JsonNode metadata = object.get("metadata");
    ordered.set("metadata", metadata == null ? Json.object() : metadata);
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      switch (field.getKey()) {
        case "kind", "apiVersion", "metadata" -> {}
        default -> ordered.set(field.getKey(), field.getValue());
      }
    }
    return ordered;
  }
}

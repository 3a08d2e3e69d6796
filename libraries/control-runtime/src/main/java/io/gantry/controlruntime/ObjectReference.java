package io.gantry.controlruntime;

import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import tools.jackson.databind.node.ObjectNode;

/**
 * Points at an object, as an event's {@code involvedObject} does. Empty members are left out.
 *
 * @param fieldPath a part of the object, such as {@code spec.containers{name}}; usually empty
 */
public record ObjectReference(
    String apiVersion,
    String kind,
    String namespace,
    String name,
    String uid,
    String resourceVersion,
    String fieldPath) {
  public static ObjectReference to(GroupVersionKind kind, ResourceObject object) {
    return new ObjectReference(
        kind.apiVersion(),
        kind.kind(),
        object.namespace(),
        object.name(),
        object.uid(),
        object.revision() == 0 ? "" : Long.toString(object.revision()),
        "");
  }

  public ObjectReference field(String path) {
    return new ObjectReference(apiVersion, kind, namespace, name, uid, resourceVersion, path);
  }

  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    put(json, "kind", kind);
    put(json, "namespace", namespace);
    put(json, "name", name);
    put(json, "uid", uid);
    put(json, "apiVersion", apiVersion);
    put(json, "resourceVersion", resourceVersion);
    put(json, "fieldPath", fieldPath);
    return json;
  }

  private static void put(ObjectNode json, String field, String value) {
    if (!value.isEmpty()) {
      json.put(field, value);
    }
  }
}

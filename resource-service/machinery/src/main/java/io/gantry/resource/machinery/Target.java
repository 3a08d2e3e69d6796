package io.gantry.resource.machinery;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.ObjectKey;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a call is aimed at: a resource, in the version the caller speaks.
 *
 * @param version one of the definition's
 */
public record Target(ApiCall call, ResourceDefinition definition, String version) {
  public static Target of(ApiCall call, ResourceDefinition definition) {
    return new Target(call, definition, call.request().version());
  }

  /** The object's kind as the caller speaks of it. */
  public GroupVersionKind kind() {
    return new GroupVersionKind(definition.group(), version, definition.kind());
  }

  public GroupResource resource() {
    return definition.groupResource();
  }

  /** Empty for cluster-scoped resources, and for lists over all namespaces. */
  public String namespace() {
    return definition.namespaced() ? call.request().namespace() : "";
  }

  public String name() {
    return call.request().name();
  }

  public ObjectKey key() {
    return key(name());
  }

  public ObjectKey key(String name) {
    return new ObjectKey(definition.storedResource(), namespace(), name);
  }

  public ApiStatus notFound() {
    return ApiStatus.notFound(resource(), name());
  }

  public boolean speaksStorageVersion() {
    return kind().equals(definition.storageKind());
  }

  /** From the storage version to the caller's, in place. */
  public ObjectNode toCaller(ObjectNode object) {
    return convert(object, definition.groupVersion(version));
  }

  /** From the caller's version to the storage version, in place. */
  public ObjectNode toStorage(ObjectNode object) {
    GroupVersionKind stored = definition.storageKind();
    return convert(object, new GroupVersion(stored.group(), stored.version()));
  }

  private ObjectNode convert(ObjectNode object, GroupVersion to) {
    if (!speaksStorageVersion() && definition.converter() != null) {
      definition.converter().convert(object, to);
    }
    object.put("apiVersion", to.apiVersion());
    return object;
  }
}

package io.gantry.controlruntime;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.ListOptions;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Kubernetes API as one identity sees it; over HTTP, or in the same JVM. Calls block. A refusal
 * is a {@link io.gantry.apimodel.StatusException}; no answer at all is an {@link
 * java.io.UncheckedIOException}, and then the outcome is unknown. Namespaces are empty for
 * cluster-scoped resources, subresources for the object itself.
 */
public interface ApiClient {
  ResourceObject get(GroupVersionResource resource, String namespace, String name);

  Listing list(GroupVersionResource resource, String namespace, ListOptions options);

  ResourceObject create(GroupVersionResource resource, String namespace, ObjectNode object);

  /** POST to a subresource: {@code binding}, {@code eviction}, {@code token}. */
  ResourceObject createSubresource(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode object);

  /**
   * Replaces; the object's own {@code metadata.resourceVersion}, if any, is the optimistic lock.
   */
  ResourceObject update(
      GroupVersionResource resource, String namespace, String subresource, ObjectNode object);

  ResourceObject patch(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      PatchType type,
      JsonNode patch);

  void delete(GroupVersionResource resource, String namespace, String name, DeleteOptions options);

  void deleteCollection(
      GroupVersionResource resource, String namespace, ListOptions options, DeleteOptions how);
}

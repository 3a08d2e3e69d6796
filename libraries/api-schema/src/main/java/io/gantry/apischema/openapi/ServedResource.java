package io.gantry.apischema.openapi;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionKind;
import java.util.List;
import java.util.Set;

/**
 * A resource with what can be done with it, as discovery tells it.
 *
 * @param verbs {@code create}, {@code list}, {@code deletecollection}, ...
 */
public record ServedResource(
    GroupVersion groupVersion,
    String name,
    String kind,
    boolean namespaced,
    Set<String> verbs,
    List<Subresource> subresources) {
  /**
   * @param name {@code scale}, without the resource
   * @param kind what is read and written there; another group's for {@code scale} and {@code
   *     eviction}
   */
  public record Subresource(String name, GroupVersionKind kind, Set<String> verbs) {}
}

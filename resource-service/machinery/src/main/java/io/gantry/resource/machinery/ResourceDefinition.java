package io.gantry.resource.machinery;

import io.gantry.apimodel.GroupKind;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionKind;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * One served resource: what discovery says of it, and the parts its kind brings along.
 *
 * @param versions all served versions, the preferred first
 * @param storageVersion one of {@code versions}
 * @param singular, shortNames, categories, verbs, storageVersionHash as discovery prints them
 * @param subresources by name ({@code status}, {@code scale}, {@code log} ...). The empty name
 *     stands for the resource itself: its handler serves all verbs of a resource that is not stored
 *     (access reviews, bindings, component statuses)
 * @param converter between served versions; null where there is one version only
 */
public record ResourceDefinition(
    String group,
    String resource,
    String kind,
    String singular,
    List<String> shortNames,
    List<String> categories,
    boolean namespaced,
    List<String> verbs,
    List<String> versions,
    String storageVersion,
    String storageVersionHash,
    KindStrategy strategy,
    TableColumns columns,
    Map<String, Subresource> subresources,
    Converter converter) {

  public GroupResource groupResource() {
    return new GroupResource(group, resource);
  }

  public GroupKind groupKind() {
    return new GroupKind(group, kind);
  }

  /** What its objects are stored as: mostly, but not always, a version of its own group. */
  public GroupVersionKind storageKind() {
    GroupVersionKind own = new GroupVersionKind(group, storageVersion, kind);
    return converter == null ? own : converter.storedAs(own);
  }

  /** Where its objects are stored: two groups may share one store. */
  public GroupResource storedResource() {
    return new GroupResource(storageKind().group(), resource);
  }

  public GroupVersion groupVersion(String version) {
    return new GroupVersion(group, version);
  }

  /**
   * @param kind the body's kind and version as discovery prints them: {@code Scale} of {@code
   *     autoscaling/v1} for {@code deployments/scale}
   * @param handler who serves it; null for a {@code status} or {@code scale} as all kinds have them
   */
  public record Subresource(
      String name, GroupVersionKind kind, List<String> verbs, SubresourceHandler handler) {}

  /** Changes an object's version in place; lossless between any two served versions. */
  public interface Converter {
    /**
     * @param to a served version of the definition, or what it is stored as
     */
    void convert(ObjectNode object, GroupVersion to);

    /**
     * @param own the definition's storage version
     */
    default GroupVersionKind storedAs(GroupVersionKind own) {
      return own;
    }
  }
}

package io.gantry.apimodel;

/**
 * Names one stored object, whatever the version it is asked for in.
 *
 * @param namespace empty for cluster-scoped objects
 */
public record ObjectKey(GroupResource resource, String namespace, String name)
    implements Comparable<ObjectKey> {
  /** {@code namespace/name}, or the name alone for cluster-scoped objects. */
  public String namespacedName() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  /** Orders by resource, then namespace, then name: the order of lists. */
  @Override
  public int compareTo(ObjectKey other) {
    int byResource = resource.compareTo(other.resource);
    if (byResource != 0) {
      return byResource;
    }
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }
}

package io.gantry.apimodel;

/** A resource as a path names it: {@code /apis/<group>/<version>/.../<resource>}. */
public record GroupVersionResource(String group, String version, String resource) {
  public static GroupVersionResource core(String resource) {
    return new GroupVersionResource("", "v1", resource);
  }

  public GroupVersion groupVersion() {
    return new GroupVersion(group, version);
  }

  public GroupResource groupResource() {
    return new GroupResource(group, resource);
  }

  /** {@code /api/v1} or {@code /apis/<group>/<version>}. */
  public String pathPrefix() {
    return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
  }

  /** The path of a collection, or of one object when {@code name} is not empty. */
  public String path(String namespace, String name) {
    StringBuilder path = new StringBuilder(pathPrefix());
    if (!namespace.isEmpty()) {
      path.append("/namespaces/").append(namespace);
    }
    path.append('/').append(resource);
    if (!name.isEmpty()) {
      path.append('/').append(name);
    }
    return path.toString();
  }
}
